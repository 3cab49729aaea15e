"""What botocore, the library of boto3 and of the AWS command line, makes of requests and answers.

Reads one JSON object from standard input and writes one to standard output.
"""

import base64
import datetime
import json
import re
import sys

import botocore
import botocore.awsrequest
import botocore.parsers
import botocore.serialize
import botocore.session

session = botocore.session.get_session()
models = {name: session.get_service_model(name) for name in ("ses", "sesv2")}
moment = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
candidates = (
    "X-Sample",
    "sample",
    "c2FtcGxl",
    "s3://bucket/key",
    "ann@example.com",
    "arn:aws:ses:us-east-1:123456789012:mailmanager-archive/a-" + "a" * 24,
)


def text_for(shape, name):
    pattern = shape.metadata.get("pattern")
    if pattern is not None:
        return next((one for one in candidates if re.fullmatch(pattern, one)), candidates[1])
    return (name + " \u00e9 +&=%/?\u65e5")[: shape.metadata.get("max", 100)]


def sample(shape, name, choice, above=()):
    kind = shape.type_name
    if kind == "structure":
        if shape.name in above:
            return {}
        inside = above + (shape.name,)
        members = list(shape.members.items())
        if getattr(shape, "is_tagged_union", False):
            members = [members[choice % len(members)]]
        return {
            member: sample(inner, member, choice, inside) for member, inner in members
        }
    if kind == "list":
        return [sample(shape.member, name, choice + n, above) for n in range(2)]
    if kind == "map":
        key = sample(shape.key, "key", choice, above)
        return {key: sample(shape.value, "value", choice, above)}
    if kind == "boolean":
        return choice % 2 == 0
    if kind in ("integer", "long"):
        return shape.metadata.get("min", 7)
    if kind in ("double", "float"):
        return 12.5
    if kind == "timestamp":
        return moment
    if kind == "blob":
        return b"\x00\xffblob" + bytes([choice])
    enum = getattr(shape, "enum", None)
    return enum[choice % len(enum)] if enum else text_for(shape, name)


def written(value, shape, in_address):
    """The sample as the wire says it."""
    if isinstance(value, bytes):
        return {"$blob": base64.b64encode(value).decode()}
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ") if in_address else int(value.timestamp())
    if isinstance(value, list):
        return [written(one, shape.member, in_address) for one in value]
    if isinstance(value, dict) and shape.type_name == "map":
        return {key: written(one, shape.value, in_address) for key, one in value.items()}
    if isinstance(value, dict):
        return {
            key: written(one, shape.members[key], "location" in shape.members[key].serialization)
            for key, one in value.items()
        }
    return value


def request(service, call, choice):
    model = models[service]
    operation = model.operation_model(call)
    shape = operation.input_shape
    values = sample(shape, call, choice) if shape is not None else {}
    serializer = botocore.serialize.create_serializer(model.metadata["protocol"], False)
    form = serializer.serialize_to_request(values, operation)
    botocore.awsrequest.prepare_request_dict(form, endpoint_url="http://localhost")
    sent = botocore.awsrequest.create_request_object(form).prepare()
    body = sent.body or b""
    return {
        "call": call,
        "method": sent.method,
        "url": sent.url[len("http://localhost") :],
        "body": body if isinstance(body, str) else body.decode("utf-8"),
        "input": written(values, shape, False) if shape is not None else {},
    }


def told(value, shape):
    """The sample as the answer shall say it: maps and times marked."""
    if isinstance(value, datetime.datetime):
        return {"$time": int(value.timestamp())}
    if isinstance(value, float):
        return {"$double": value}
    if isinstance(value, list):
        return [told(one, shape.member) for one in value]
    if isinstance(value, dict) and shape.type_name == "map":
        return {"$map": [[key, told(one, shape.value)] for key, one in value.items()]}
    if isinstance(value, dict):
        return {key: told(one, shape.members[key]) for key, one in value.items()}
    return value


def output(service, call):
    shape = models[service].operation_model(call).output_shape
    return {"call": call, "output": told(sample(shape, call, 0), shape) if shape else {}}


def parsed(service, answer):
    model = models[service]
    parser = botocore.parsers.create_parser(model.metadata["protocol"])
    shape = model.operation_model(answer["call"]).output_shape
    response = {
        "status_code": answer["status"],
        "headers": answer["headers"],
        "body": answer["body"].encode("utf-8"),
    }
    return parser.parse(response, shape)


def understands(service, answer):
    shape = models[service].operation_model(answer["call"]).output_shape
    read = parsed(service, answer)
    read.pop("ResponseMetadata", None)
    return read == (sample(shape, answer["call"], 0) if shape else {})


def error(service, answer):
    read = parsed(service, answer)["Error"]
    client = session.create_client(
        service, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    return {
        "class": client.exceptions.from_code(read["Code"]).__name__,
        "code": read["Code"],
        "message": read["Message"],
    }


def known(service, calls):
    """Calls that the installed botocore has; an older one lacks some."""
    return [call for call in calls if call in models[service].operation_names]


asked = json.load(sys.stdin)
json.dump(
    {
        "version": botocore.__version__,
        "unknown": [
            call
            for service, calls in asked.get("requests", {}).items()
            for call in calls
            if call not in known(service, calls)
        ],
        "requests": [
            request(service, call, choice)
            for service, calls in asked.get("requests", {}).items()
            for call in known(service, calls)
            for choice in range(3)
        ],
        "outputs": [
            output(service, call)
            for service, calls in asked.get("outputs", {}).items()
            for call in known(service, calls)
        ],
        "misread": [
            answer["call"]
            for service, answers in asked.get("answers", {}).items()
            for answer in answers
            if not understands(service, answer)
        ],
        "errors": [
            error(service, answer)
            for service, answers in asked.get("errors", {}).items()
            for answer in answers
        ],
    },
    sys.stdout,
)
