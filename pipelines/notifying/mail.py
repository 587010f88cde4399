"""Telling people by e-mail."""

import smtplib
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from pantau.pipelines.notifying.notice import Notice
from pantau.pipelines.notifying.sending import ANSWER_WITHIN_S, Untold, ended_in_time, look_up, revealed, trusting
from pantau.schemas.site.notifying.notifications import Mail


def send(mail: Mail, notice: Notice, now_s: int) -> tuple[str, ...]:
    """Gives a notice to a mail server, of `now_s`, epoch seconds; gives those of several receivers that it refused.

    Without TLS nothing is sent but to a server on this machine.

    Raises:
        Untold: the server has not taken it.
    """
    message = letter(mail, notice, now_s)
    server = None
    try:
        if mail.security == "tls":
            server = smtplib.SMTP_SSL(timeout=ANSWER_WITHIN_S, context=trusting(mail.certificates))
        else:
            server = smtplib.SMTP(timeout=ANSWER_WITHIN_S)
        # What certificates are checked against.
        server._host = mail.server
        look_up(mail.server, mail.port)
        with ended_in_time(lambda: getattr(server, "sock", None)):
            code, said = server.connect(mail.server, mail.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, said)
            if mail.security == "starttls":
                server.starttls(context=trusting(mail.certificates))
            if mail.user is not None:
                server.login(mail.user, revealed(mail.password))
            refused = server.send_message(message, mail.sender, list(mail.to))
            with suppress(OSError):
                server.quit()
        return tuple(refused)
    except Untold as error:
        raise Untold(f"{mail.server}: {error}") from error
    except smtplib.SMTPResponseException as error:
        raise Untold(f"{mail.server}: {type(error).__name__}, answers {error.smtp_code}") from error
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPNotSupportedError) as error:
        raise Untold(f"{mail.server}: {error}") from error
    except smtplib.SMTPException as error:
        # Its words may be those of the server, and the addresses of people.
        raise Untold(f"{mail.server}: {type(error).__name__}") from error
    except (OSError, ValueError) as error:
        raise Untold(f"{mail.server}: {error}") from error
    finally:
        if server is not None:
            server.close()


def letter(mail: Mail, notice: Notice, now_s: int) -> EmailMessage:
    """The e-mail of a notice."""
    message = EmailMessage()
    message["Subject"] = f"[pantau] {notice.subject}"
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.to)
    message["Date"] = format_datetime(datetime.fromtimestamp(now_s, UTC))
    # The same of each try, so that who gets it twice can tell.
    message["Message-ID"] = f"<{notice.facts['site']}.{notice.id}@pantau.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice.text + "\n")
    return message
