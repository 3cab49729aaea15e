import type { PolicyStatement } from './policy-document.ts';
import { namesOf, type PolicyPlace } from './policy-place.ts';
import { pipelineKeyStatement } from './producer-policy.ts';

/** What the SMTP door may do: the role `TaskRole` of doors/smtp/stack.yml. */
export const smtpStatements = (place: PolicyPlace): readonly PolicyStatement[] => {
  const { stack, arn, bucket, payloadBucket } = namesOf(place);
  const allow = (Sid: string, Action: readonly string[], Resource: readonly string[]) =>
    ({ Sid, Effect: 'Allow', Action, Resource }) as const;
  const table = (name: string): readonly string[] => [arn('dynamodb', `table/${stack}-${name}`)];
  return [
    allow('ReadKeys', ['dynamodb:GetItem'], table('access-keys')),
    allow('ReadTenants', ['dynamodb:BatchGetItem', 'dynamodb:Scan'], table('tenants')),
    allow('FindOwnersOfIds', ['dynamodb:BatchGetItem'], table('messages')),
    allow(
      'Enqueue',
      ['sqs:GetQueueUrl', 'sqs:SendMessage'],
      [arn('sqs', `${stack}-transactional`), arn('sqs', `${stack}-bulk`)],
    ),
    allow('StorePayloads', ['s3:PutObject'], [bucket(`${payloadBucket}/payloads/*`)]),
    pipelineKeyStatement(place),
  ];
};
