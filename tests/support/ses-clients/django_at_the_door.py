"""Django with django-ses or django-anymail at the SES endpoint: only endpoint and keys are others."""

import json
import sys

import django
from django.conf import settings

backend, host, region, key, secret = sys.argv[1:6]
settings.configure(
    EMAIL_BACKEND={
        "django-ses": "django_ses.SESBackend",
        "django-anymail": "anymail.backends.amazon_ses.EmailBackend",
    }[backend],
    INSTALLED_APPS=["django_ses"] if backend == "django-ses" else ["anymail"],
    DEFAULT_FROM_EMAIL="ann@example.com",
    AWS_SES_ACCESS_KEY_ID=key,
    AWS_SES_SECRET_ACCESS_KEY=secret,
    AWS_SES_REGION_NAME=region,
    AWS_SES_REGION_ENDPOINT=host,
    AWS_SES_CONFIGURATION_SET="notifications",
    AWS_SES_AUTO_THROTTLE=None,
    ANYMAIL={
        "AMAZON_SES_CLIENT_PARAMS": {
            "endpoint_url": "https://" + host,
            "region_name": region,
            "aws_access_key_id": key,
            "aws_secret_access_key": secret,
        }
    },
)
django.setup()

from django.core.mail import EmailMultiAlternatives, send_mail  # noqa: E402

mail = EmailMultiAlternatives(
    "Gr\u00fc\u00dfe", "text", to=["B <b@example.net>"], bcc=["c@example.net"]
)
mail.attach_alternative("<p>html</p>", "text/html")
mail.attach("a.txt", "attached", "text/plain")
told = {
    "sent": mail.send(),
    "send_mail": send_mail("Plain", "text", None, ["d@example.net"]),
}
if backend == "django-anymail":
    tagged = EmailMultiAlternatives("Tagged", "text", to=["e@example.net"])
    tagged.metadata = {"order": "4711"}
    told["tagged"] = tagged.send()
    told["id"] = tagged.anymail_status.message_id
    batch = EmailMultiAlternatives(to=["b@example.net", "c@example.net"])
    batch.template_id = "Welcome"
    batch.merge_data = {"b@example.net": {"name": "B"}, "c@example.net": {"name": "C"}}
    batch.merge_global_data = {"name": "you", "place": "Ulm"}
    told["batch"] = batch.send()
else:
    told["id"] = mail.extra_headers.get("message_id")
json.dump(told, sys.stdout)
