"""Run a command as another user, tied to its parent's life; standard library only.

`python -I -S leash.py SIGNAL USER PARENT COMMAND...`: when the parent dies, however it dies, Linux
sends SIGNAL to the command. USER is a name, or "-" for the present one. A program of its own
because the tie must be made after the change of user and before the command, in one process.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def change_user(name: str) -> None:
    import pwd

    entry = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    os.environ.update(USER=name, LOGNAME=name, HOME=entry.pw_dir)


def tie_to(parent: int, death: signal.Signals) -> None:
    """Ask Linux for the signal; a parent that died meanwhile is noticed here."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death))
    if os.getppid() != parent:
        sys.exit(1)


def main(arguments: list[str]) -> None:
    death, user, parent, *command = arguments
    os.umask(0o077)
    if user != "-":
        change_user(user)
    if sys.platform == "linux":
        tie_to(int(parent), signal.Signals[death])
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
