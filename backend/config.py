"""Every setting, read once from the environment (documented in `.env.example`)."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend import quiet
from channels.sms import is_name

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The deployment's choices; the supervisor fills what concerns the embedded parts."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address on which the web process listens.")
    port: int = Field(8000, description="Port of the web process.")
    public_url: str = Field(
        "", description="Public address, as Twilio and tenants see it; empty: http://HOST:PORT."
    )
    data_dir: Path = Field(
        ROOT / ".loge", description="Folder of the embedded database, logs and generated secrets."
    )
    knowledge_dir: Path = Field(
        ROOT / "knowledge", description="Folder of the facts (YAML), read again when it changes."
    )
    database_url: str = Field(
        "", description="PostgreSQL of the landlord (postgresql://…); empty: the embedded one."
    )
    database_pool: int = Field(20, description="Connections that one process keeps open.")
    demo: bool = Field(
        True, description="Load the demonstration's landlords, tenants and accounts."
    )
    landlord: str = Field(
        "", description="The deployment's only landlord; empty: several, asked of the tenant."
    )
    frame_ancestors: str = Field(
        "*", description="Sites that may embed the chat (CSP frame-ancestors)."
    )
    signing_key: SecretStr = Field(
        SecretStr(""), description="Key of sessions and links; the supervisor generates one."
    )
    oidc_issuer: str = Field(
        "", description="The landlord's identity provider (OpenID Connect); empty: none."
    )
    oidc_client_id: str = Field("", description="Name under which the provider knows the console.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="The console's secret at the identity provider."
    )
    oidc_claim: str = Field(
        "preferred_username", description="Claim of the provider that is an account's login."
    )
    service_key: SecretStr = Field(
        SecretStr(""), description="Key that Rasa shows on the action route; generated."
    )
    rasa_url: str = Field("http://127.0.0.1:5005", description="Address of Rasa, loopback only.")
    rasa_port: int = Field(5005, description="Port that the supervisor gives to Rasa.")
    rasa_token: SecretStr = Field(
        SecretStr(""), description="Token of Rasa's HTTP interface; generated."
    )
    turn_timeout: timedelta = Field(
        timedelta(seconds=10), description="Time that the bot has for a turn."
    )
    action_timeout: timedelta = Field(
        timedelta(seconds=6), description="Time that one action has; shorter than the turn's."
    )
    turn_lease: timedelta = Field(
        timedelta(seconds=14), description="After this time a turn that nobody finished is retried."
    )
    twilio_account_sid: str = Field("", description="Twilio account; empty: the simulator.")
    twilio_auth_token: SecretStr = Field(
        SecretStr(""), description="Twilio's token, which also signs its webhooks."
    )
    twilio_number: str = Field(
        "", description="Number, short code, Messaging Service (MG…) or name that sends the SMS."
    )
    twilio_api_url: str = Field(
        "", description="Address of a test double of Twilio's interface; empty: Twilio's own."
    )
    twilio_fallback_url: str = Field(
        "", description="Address of this host as Twilio's fallback, where it is not PUBLIC_URL."
    )
    sms_footer: str = Field(
        "",
        description="End of each SMS: how else to answer and to stop; needed by a sender's name.",
        validate_default=True,
    )
    sms_fold: bool = Field(
        True, description="Write SMS without ê, ç, œ, ’ or «» where that saves a segment."
    )
    sms_price: float = Field(
        0.0, description="Euros for one segment, shown where an agent writes; 0: not shown."
    )
    sms_segments_per_second: float = Field(
        0.0, description="Pace of notices and campaigns, as Twilio releases them; 0: no pace."
    )
    sms_request_timeout: timedelta = Field(
        timedelta(seconds=10), description="Time that one request to Twilio has."
    )
    sms_settle_time: timedelta = Field(
        timedelta(seconds=30),
        description="After this time what Twilio accepted is in its list; longer than a request.",
        validate_default=True,
    )
    notice_hours: str = Field(
        "08:00-20:00",
        description="When notices leave by SMS, Sundays and holidays left out; empty: at any time.",
    )
    notice_gather: timedelta = Field(
        timedelta(minutes=3),
        description="News of requests wait this long by SMS, so that several make one text.",
    )
    new_conversations_per_minute: int = Field(
        6000, description="New web conversations that one address may open in a minute."
    )
    code_guesses_per_minute: int = Field(
        600, description="Tracking codes that one address may get wrong in a minute."
    )
    digit_tries: int = Field(
        5, description="Tries at the digits that show more of a request, for a code and an address."
    )
    digit_tries_window: timedelta = Field(
        timedelta(minutes=15), description="Time without a try after which the tries count anew."
    )
    webhook_loopback: bool = Field(
        False,
        description="Let webhooks go to this machine, in http too: for development.",
    )
    attachment_megabytes: int = Field(10, description="Largest file that a tenant may send, in MB.")
    attachment_megapixels: int = Field(
        50, description="Most pixels of a photo, in millions; unpacking one takes 4 bytes a pixel."
    )
    attachment_longest_side: int = Field(
        2400, description="Photos are kept with this longest side, in pixels."
    )
    attachments_per_conversation: int = Field(
        20, description="Files that one conversation may hold."
    )
    attachments_per_minute: int = Field(
        60, description="Files that one address may send in a minute."
    )
    deposit_valid_for: timedelta = Field(
        timedelta(days=7),
        description="How long a deposit link works, where no entry of the knowledge sets a delay.",
    )
    terminal_idle: timedelta = Field(
        timedelta(minutes=2),
        description="Time without a touch after which the chat of a terminal forgets its reader.",
    )
    deposit_files: int = Field(10, description="Files that one deposit link takes.")
    deposit_links_per_day: int = Field(
        5, description="Deposit links that the bot gives to one conversation in a day."
    )

    survey_link_days: int = Field(
        30, ge=1, description="Days that a personal link to a questionnaire works."
    )

    survey_calls_at_any_time: bool = Field(
        False, description="Hand out the calls of a survey at any hour: to try it out, never else."
    )

    mailing_per_minute: int = Field(
        60, ge=1, description="People whom one mailing is written to in a minute."
    )

    feed_kept_for: timedelta = Field(
        timedelta(days=2), description="How long the streams' events are kept; older is told anew."
    )

    work_link_days: int = Field(
        30, ge=1, description="Days that the link works with which a company follows its order."
    )

    @field_validator("sms_settle_time")
    @classmethod
    def _outlasts_a_request(cls, settles: timedelta, told: ValidationInfo) -> timedelta:
        """A request that is still under way could be accepted after it was looked for in vain."""
        request = told.data.get("sms_request_timeout")
        if request is not None and settles <= request:
            raise ValueError("it must be longer than SMS_REQUEST_TIMEOUT")
        return settles

    @field_validator("sms_footer")
    @classmethod
    def _tells_another_way(cls, footer: str, told: ValidationInfo) -> str:
        """Nobody can answer a name, nor stop what it sends: its texts must tell another way."""
        if is_name(told.data.get("twilio_number", "")) and not footer.strip():
            raise ValueError("a TWILIO_NUMBER that is a name cannot be answered: tell another way")
        return footer

    @field_validator("notice_hours")
    @classmethod
    def _are_hours(cls, hours: str) -> str:
        quiet.read(hours)
        return hours

    @property
    def public_base(self) -> str:
        """The public address without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def simulated_sms(self) -> bool:
        """Whether SMS go to the built-in simulator: no Twilio account is configured."""
        return not self.twilio_account_sid


@lru_cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
