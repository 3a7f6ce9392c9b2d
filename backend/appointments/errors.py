"""What is refused about appointments and call-backs.

AppError
├── NoSuchAppointment   none of this landlord's, or no code of one
├── NotASlot            the agency receives nobody then
├── SlotTaken           somebody was faster
├── AlreadyBooked       the same person is expected elsewhere at that time
├── AppointmentOver     it is cancelled, or it took place
└── NotYourCall         a colleague has the call-back, or it is over
"""

from backend.errors import BadInput, Conflict, NotFound


class NoSuchAppointment(NotFound):
    """No appointment of this landlord has that id, or none has that code."""

    type = "appointment-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such appointment.")


class NotASlot(BadInput):
    """The agency gives no appointment for that service at that moment."""

    type = "not-an-appointment-slot"

    def __init__(self) -> None:
        super().__init__("There is no appointment at that moment.")


class SlotTaken(Conflict):
    """Every seat of the slot is taken."""

    type = "appointment-slot-taken"

    def __init__(self) -> None:
        super().__init__("This moment has just been taken.")


class AlreadyBooked(Conflict):
    """The same person has another appointment at that time."""

    type = "appointment-at-that-time"

    def __init__(self) -> None:
        super().__init__("This person has another appointment at that time.")


class AppointmentOver(Conflict):
    """The appointment is cancelled or over: nothing of it changes any more."""

    type = "appointment-over"

    def __init__(self) -> None:
        super().__init__("This appointment is cancelled or over.")


class NotYourCall(Conflict):
    """A colleague has the call-back, or it is over."""

    type = "call-back-not-yours"

    def __init__(self) -> None:
        super().__init__("This call-back is a colleague's, or it is over.")
