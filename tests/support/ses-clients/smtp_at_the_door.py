"""smtplib, or Django's SMTP backend, at the SMTP door: host, port and login are the only change."""

import json
import ssl
import sys
from email.message import EmailMessage

program, host, port, tls_port, user, password, ca = sys.argv[1:8]


def with_smtplib():
    import smtplib

    context = ssl.create_default_context(cafile=ca)
    message = EmailMessage()
    message["From"] = "Ann <ann@example.com>"
    message["To"] = "smtplib@example.net"
    message["Bcc"] = "hidden@example.net"
    message["Subject"] = "smtplib Gr\u00fc\u00dfe"
    message.set_content("Zo\u00eb\n.\n..dots\n")
    told = []
    with smtplib.SMTP(host, int(port)) as client:
        client.starttls(context=context)
        client.login(user, password)
        told.append(client.send_message(message))
    with smtplib.SMTP_SSL(host, int(tls_port), context=context) as client:
        try:
            client.login(user, "wrong")
        except smtplib.SMTPAuthenticationError as error:
            told.append(error.smtp_code)
    return told


def with_django():
    import django
    from django.conf import settings

    settings.configure(
        EMAIL_HOST=host,
        EMAIL_PORT=int(port),
        EMAIL_HOST_USER=user,
        EMAIL_HOST_PASSWORD=password,
        EMAIL_USE_TLS=True,
    )
    django.setup()
    from django.core.mail import EmailMultiAlternatives, get_connection

    mail = EmailMultiAlternatives(
        "django Gr\u00fc\u00dfe",
        "text",
        "Ann <ann@example.com>",
        ["django@example.net"],
        bcc=["django-bcc@example.net"],
        headers={"X-SES-CONFIGURATION-SET": "marketing"},
    )
    mail.attach_alternative("<p>Zo\u00eb</p>", "text/html")
    return get_connection().send_messages([mail, mail])


print(json.dumps(with_django() if program == "django" else with_smtplib()))
