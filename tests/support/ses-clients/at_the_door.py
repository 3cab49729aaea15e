"""boto3 as a service would use it, at the SES endpoint: only endpoint and keys are others."""

import json
import sys

import boto3

endpoint, region, key, secret = sys.argv[1:5]
where = {
    "endpoint_url": endpoint,
    "region_name": region,
    "aws_access_key_id": key,
    "aws_secret_access_key": secret,
}
ses = boto3.client("ses", **where)
ses2 = boto3.client("sesv2", **where)
simple = {"Subject": {"Data": "Gr\u00fc\u00dfe"}, "Body": {"Text": {"Data": "text & <more>"}}}
to = {"ToAddresses": ["Zo\u00eb <b@example.net>"]}
sender = "ann@example.com"
told = {}


def raised(client, call, **params):
    try:
        getattr(client, call)(**params)
    except Exception as error:
        return type(error).__name__
    return None


told["quota"] = sorted(set(ses.get_send_quota()) - {"ResponseMetadata"})
told["account"] = ses2.get_account()["SendingEnabled"]
told["points"] = ses.get_send_statistics().get("SendDataPoints", [])
told["v1"] = ses.send_email(Source=sender, Destination=to, Message=simple)["MessageId"]
told["v1 raw"] = ses.send_raw_email(
    Source=sender,
    Destinations=["c@example.net"],
    RawMessage={"Data": b"From: ann@example.com\r\nSubject: Raw\r\n\r\nRaw\r\n"},
)["MessageId"]
told["v2"] = ses2.send_email(
    FromEmailAddress=sender, Destination=to, Content={"Simple": simple}
)["MessageId"]
wrong = {**where, "aws_secret_access_key": "x" * 40}
told["errors"] = [
    raised(boto3.client("ses", **wrong), "get_send_quota"),
    raised(boto3.client("sesv2", **wrong), "get_account"),
    raised(boto3.client("ses", **{**where, "region_name": "eu-north-1"}), "get_send_quota"),
    raised(ses, "send_email", Source="broken", Destination=to, Message=simple),
    raised(
        ses,
        "send_email",
        Source=sender,
        Destination=to,
        Message=simple,
        ConfigurationSetName="none",
    ),
]
print(json.dumps(told))
