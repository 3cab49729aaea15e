import type { PolicyStatement } from './policy-document.ts';
import { namesOf, type PolicyPlace } from './policy-place.ts';

/**
 * What a service that sends mail may do: the policies `ProducerPolicy` and `TenantProducerPolicy` of
 * infra/producers.yml.
 *
 * @param isOneTenant - whether the tag `tenant` of role or session names the one tenant of its mail
 */
export const producerStatements = (
  place: PolicyPlace,
  isOneTenant: boolean,
): readonly PolicyStatement[] => {
  const { stack, arn, bucket, payloadBucket } = namesOf(place);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variable.
  const tenant = isOneTenant ? '${aws:PrincipalTag/tenant}/*' : '*';
  return [
    {
      Sid: 'PutOnQueues',
      Effect: 'Allow',
      Action: ['sqs:GetQueueUrl', 'sqs:SendMessage'],
      Resource: [arn('sqs', `${stack}-transactional`), arn('sqs', `${stack}-bulk`)],
    },
    {
      Sid: 'StoreObjects',
      Effect: 'Allow',
      Action: ['s3:PutObject'],
      Resource: [
        bucket(`${payloadBucket}/attachments/${tenant}`),
        bucket(`${payloadBucket}/payloads/${tenant}`),
      ],
      ...(isOneTenant ? { Condition: { StringLike: { 'aws:PrincipalTag/tenant': '?*' } } } : {}),
    },
    pipelineKeyStatement(place),
  ];
};

/**
 * Use of the pipeline's key, for what it encrypts. Without a key of the account the statement has
 * no effect.
 */
export const pipelineKeyStatement = (place: PolicyPlace): PolicyStatement => {
  const { stack, arn } = namesOf(place);
  return {
    Sid: 'UseKey',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: [arn('kms', 'key/*')],
    Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [`alias/${stack}`] } },
  };
};
