import imaplib
import smtplib
import ssl


def sent(host, message):
    with smtplib.SMTP(host, 587) as server:
        # ruleid: starttls-unverified
        server.starttls()
        server.send_message(message)


def mailbox(host):
    # ruleid: starttls-unverified
    return imaplib.IMAP4_SSL(host)


def safely_sent(host, message):
    with smtplib.SMTP(host, 587) as server:
        # ok: starttls-unverified
        server.starttls(context=ssl.create_default_context())
        server.send_message(message)


def safe_mailbox(host):
    # ok: starttls-unverified
    return imaplib.IMAP4_SSL(host, ssl_context=ssl.create_default_context())
