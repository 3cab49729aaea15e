"""Django with django-ses or with django-anymail, whichever is asked for. Prints what it got."""

import contextlib
import io
import json
import sys

import django
from django.conf import settings

backend, endpoint = sys.argv[1:]
settings.configure(
    EMAIL_BACKEND={
        "django-ses": "django_ses.SESBackend",
        "django-anymail": "anymail.backends.amazon_ses.EmailBackend",
    }[backend],
    INSTALLED_APPS=["django_ses"] if backend == "django-ses" else ["anymail"],
    DEFAULT_FROM_EMAIL="ann@example.com",
    AWS_SES_ACCESS_KEY_ID="any",
    AWS_SES_SECRET_ACCESS_KEY="any",
    AWS_SES_REGION_NAME="us-east-1",
    AWS_SES_REGION_ENDPOINT_URL=endpoint,
    ANYMAIL={
        "AMAZON_SES_CLIENT_PARAMS": {
            "endpoint_url": endpoint,
            "region_name": "us-east-1",
            "aws_access_key_id": "any",
            "aws_secret_access_key": "any",
        }
    },
)
django.setup()

from django.core.mail import EmailMultiAlternatives  # noqa: E402
from django.core.management import call_command  # noqa: E402


def message(**more):
    mail = EmailMultiAlternatives("Gr\u00fc\u00dfe", "text", to=["B <b@example.net>"], **more)
    mail.attach_alternative("<p>html</p>", "text/html")
    return mail


told = {"sent": message(bcc=["c@example.net"]).send()}
if backend == "django-ses":
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        call_command("ses_email_address", add="new@example.org")
        call_command("ses_email_address", list=True)
    told["listed"] = written.getvalue().count("new@example.org") == 2
else:
    batch = EmailMultiAlternatives(to=["b@example.net", "c@example.net"])
    batch.template_id = "Welcome"
    batch.merge_data = {"b@example.net": {"name": "B"}, "c@example.net": {"name": "C"}}
    batch.merge_global_data = {"name": "you", "place": "Ulm"}
    batch.metadata = {"order": "4711"}
    told["batch"] = batch.send()
    told["statuses"] = sorted(
        one.status for one in batch.anymail_status.recipients.values()
    )
json.dump(told, sys.stdout)
