import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { writeQueryError } from '../../shared/ses-api/wire/query-answer.ts';
import { rateThrottle, refuse } from '../../shared/ses-api/wire/refusal.ts';

/** An AWS service that functions call and that can have faults. */
export type Service = 'dynamodb' | 'sqs' | 's3' | 'sns' | 'ses';

export const services: readonly Service[] = ['dynamodb', 'sqs', 's3', 'sns', 'ses'];

/** Answers of a service when it fails, and when it throttles. */
export type ServiceError = 'error' | 'throttle';

/**
 * Answer of a service, in its own protocol, that replaces the execution of a request.
 *
 * @param path - path of the request; SES speaks XML in its first version and JSON in its second
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const serviceError = (service: Service, kind: ServiceError, path: string): HttpAnswer => {
  const isError = kind === 'error';
  switch (service) {
    case 'dynamodb':
      return isError
        ? json(500, '1.0', `${dynamodbType}#InternalServerError`, 'Internal server error')
        : json(
            400,
            '1.0',
            `${dynamodbType}#ThrottlingException`,
            'Throughput exceeds the current capacity of your table or index.',
          );
    case 'sqs':
      return isError
        ? json(500, '1.0', 'com.amazonaws.sqs#InternalError', failure, {
            'x-amzn-query-error': 'InternalError;Receiver',
          })
        : json(400, '1.0', 'com.amazonaws.sqs#RequestThrottled', 'Request is throttled.', {
            'x-amzn-query-error': 'RequestThrottled;Sender',
          });
    case 's3':
      return isError
        ? s3Error(500, 'InternalError', 'We encountered an internal error. Please try again.')
        : s3Error(503, 'SlowDown', 'Please reduce your request rate.');
    case 'sns':
      return isError
        ? snsError(500, 'Receiver', 'InternalFailure', failure)
        : snsError(400, 'Sender', 'Throttling', 'Rate exceeded');
    case 'ses':
      return sesAnswers(path)[kind];
    default:
      return service satisfies never;
  }
};

const json = (
  status: number,
  version: string,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  contentType: `application/x-amz-json-${version}`,
  headers,
  body: JSON.stringify({ __type: type, message }),
});

const xml = (status: number, document: string): HttpAnswer => ({
  status,
  contentType: 'application/xml',
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
});

const s3Error = (status: number, code: string, message: string): HttpAnswer =>
  xml(
    status,
    `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>0000000000000000</RequestId></Error>`,
  );

const snsError = (
  status: number,
  type: 'Sender' | 'Receiver',
  code: string,
  message: string,
): HttpAnswer =>
  xml(
    status,
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>`,
  );

const sesV2Error = (status: number, type: string, message: string): HttpAnswer => ({
  status,
  contentType: 'application/json',
  headers: { 'x-amzn-errortype': type },
  body: JSON.stringify({ message }),
});

const failure =
  'The request processing has failed because of an unknown error, exception or failure.';

const requestId = '00000000-0000-0000-0000-000000000000';

const sesAnswers = (path: string): Readonly<Record<ServiceError, HttpAnswer>> =>
  path.startsWith('/v2/')
    ? {
        error: sesV2Error(500, 'InternalServiceErrorException', failure),
        throttle: sesV2Error(429, 'TooManyRequestsException', 'Too many requests'),
      }
    : {
        error: writeQueryError(refuse('InternalFailure', failure, 500), requestId),
        throttle: writeQueryError(rateThrottle, requestId),
      };

const dynamodbType = 'com.amazonaws.dynamodb.v20120810';
