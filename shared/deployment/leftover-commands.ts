import type { StackResource } from './ports.ts';

/**
 * Commands that delete what a removal left, in the order in which they work: the key last, because
 * everything that it has encrypted is lost with it. No word needs a quote, so they are the same in
 * bash and in PowerShell.
 */
export const leftoverCommands = (
  left: readonly Pick<StackResource, 'type' | 'physicalId'>[],
  region: string,
): readonly string[] =>
  order.flatMap(([type, commands]) =>
    left
      .filter((one) => one.type === type)
      .flatMap(({ physicalId }) => commands(physicalId))
      .map((command) => `${command} --region ${region}`),
  );

const order: readonly (readonly [type: string, commands: (id: string) => readonly string[]])[] = [
  [
    'AWS::S3::Bucket',
    (id) => [`aws s3 rm s3://${id} --recursive`, `aws s3api delete-bucket --bucket ${id}`],
  ],
  [
    'AWS::DynamoDB::Table',
    (id) => [
      `aws dynamodb update-table --table-name ${id} --no-deletion-protection-enabled`,
      `aws dynamodb delete-table --table-name ${id}`,
    ],
  ],
  ['AWS::SQS::Queue', (id) => [`aws sqs delete-queue --queue-url ${id}`]],
  ['AWS::Logs::LogGroup', (id) => [`aws logs delete-log-group --log-group-name ${id}`]],
  [
    'AWS::KMS::Key',
    (id) => [`aws kms schedule-key-deletion --key-id ${id} --pending-window-in-days 30`],
  ],
];
