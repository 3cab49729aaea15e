"""boto3 as a service would use it: both APIs, templates, bulks, errors. Prints what it got."""

import json
import sys

import boto3

where = {
    "endpoint_url": sys.argv[1],
    "region_name": "us-east-1",
    "aws_access_key_id": "any",
    "aws_secret_access_key": "any",
}
ses = boto3.client("ses", **where)
ses2 = boto3.client("sesv2", **where)
told = {}


def raised(call, **params):
    try:
        call(**params)
    except Exception as error:
        return type(error).__name__
    return None


ses.verify_email_identity(EmailAddress="ann@example.org")
told["verified"] = ses.list_verified_email_addresses()["VerifiedEmailAddresses"]
told["quota"] = ses.get_send_quota()["Max24HourSend"]
simple = {"Subject": {"Data": "Gr\u00fc\u00dfe"}, "Body": {"Text": {"Data": "text & <more>"}}}
told["v1"] = ses.send_email(
    Source="ann@example.org", Destination={"ToAddresses": ["b@example.net"]}, Message=simple
)["MessageId"]
ses.create_template(
    Template={"TemplateName": "One", "SubjectPart": "Hi {{name}}", "TextPart": "{{name}}"}
)
told["v1 bulk"] = [
    one["Status"]
    for one in ses.send_bulk_templated_email(
        Source="ann@example.org",
        Template="One",
        DefaultTemplateData='{"name": "you"}',
        Destinations=[
            {
                "Destination": {"ToAddresses": ["b@example.net"]},
                "ReplacementTemplateData": '{"name": "B"}',
            },
            {"Destination": {"ToAddresses": ["broken"]}},
        ],
    )["Status"]
]
told["v1 templates"] = [one["Name"] for one in ses.list_templates()["TemplatesMetadata"]]
told["v1 errors"] = [
    raised(
        ses.send_email,
        Source="eve@elsewhere.example",
        Destination={"ToAddresses": ["b@example.net"]},
        Message=simple,
    ),
    raised(ses.get_template, TemplateName="None"),
    raised(ses.delete_configuration_set, ConfigurationSetName="none"),
]

ses2.create_email_template(
    TemplateName="Two",
    TemplateContent={"Subject": "Hi {{name}}", "Html": "<p>{{#if name}}{{name}}{{/if}}</p>"},
)
told["rendered"] = (
    "Hi B"
    in ses2.test_render_email_template(TemplateName="Two", TemplateData='{"name": "B"}')[
        "RenderedTemplate"
    ]
)
ses2.send_email(
    FromEmailAddress="ann@example.org",
    Destination={"ToAddresses": ["b@example.net"]},
    Content={
        "Simple": {
            **simple,
            "Headers": [{"Name": "X-Kind", "Value": "news"}],
            "Attachments": [
                {
                    "FileName": "a.txt",
                    "RawContent": b"attached",
                    "ContentType": "text/plain",
                    "ContentDisposition": "INLINE",
                    "ContentId": "part1",
                }
            ],
        }
    },
    EmailTags=[{"Name": "kind", "Value": "news"}],
)
told["v2 bulk"] = [
    one["Status"]
    for one in ses2.send_bulk_email(
        FromEmailAddress="ann@example.org",
        DefaultContent={"Template": {"TemplateName": "Two", "TemplateData": '{"name": "you"}'}},
        BulkEmailEntries=[
            {"Destination": {"ToAddresses": ["b@example.net"]}},
            {"Destination": {"ToAddresses": ["broken"]}},
        ],
    )["BulkEmailEntryResults"]
]
ses2.create_configuration_set(ConfigurationSetName="stream")
ses2.create_configuration_set_event_destination(
    ConfigurationSetName="stream",
    EventDestinationName="sns",
    EventDestination={
        "Enabled": True,
        "MatchingEventTypes": ["BOUNCE", "DELIVERY_DELAY"],
        "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:feedback"},
    },
)
told["destinations"] = [
    one["MatchingEventTypes"]
    for one in ses2.get_configuration_set_event_destinations(ConfigurationSetName="stream")[
        "EventDestinations"
    ]
]
told["identities"] = [
    one["IdentityName"] for one in ses2.list_email_identities(PageSize=10)["EmailIdentities"]
]
ses2.put_suppressed_destination(EmailAddress="a+b@example.net", Reason="BOUNCE")
told["suppressed"] = ses2.get_suppressed_destination(EmailAddress="a+b@example.net")[
    "SuppressedDestination"
]["Reason"]
told["v2 errors"] = [
    raised(ses2.get_email_template, TemplateName="None"),
    raised(
        ses2.create_email_template, TemplateName="Two", TemplateContent={"Subject": "again"}
    ),
    raised(
        ses2.send_email,
        FromEmailAddress="eve@elsewhere.example",
        Destination={"ToAddresses": ["b@example.net"]},
        Content={"Simple": simple},
    ),
]
json.dump(told, sys.stdout)
