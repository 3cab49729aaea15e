import { describe, expect, it } from '@jest/globals';
import { leftoverCommands } from '../../../shared/deployment/leftover-commands.ts';
import { productionAccessCommand } from '../../../shared/deployment/production-access.ts';

describe('leftoverCommands', () => {
  const commands = leftoverCommands(
    [
      { type: 'AWS::KMS::Key', physicalId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
      { type: 'AWS::DynamoDB::Table', physicalId: 'ses-pipeline-prod-messages' },
      { type: 'AWS::Logs::LogGroup', physicalId: '/aws/lambda/ses-pipeline-prod-send-email' },
      { type: 'AWS::S3::Bucket', physicalId: 'ses-pipeline-prod-payloads-1-eu-west-1' },
      { type: 'AWS::SQS::Queue', physicalId: 'https://sqs.eu-west-1.amazonaws.com/1/q' },
    ],
    'eu-west-1',
  );

  it('come in the order in which they work, the key last', () => {
    expect(commands.map((command) => command.split(' ').slice(1, 3).join(' '))).toEqual([
      's3 rm',
      's3api delete-bucket',
      'dynamodb update-table',
      'dynamodb delete-table',
      'sqs delete-queue',
      'logs delete-log-group',
      'kms schedule-key-deletion',
    ]);
    expect(commands.every((command) => command.endsWith(' --region eu-west-1'))).toBe(true);
  });

  it('need no quotes in bash or PowerShell', () => {
    for (const command of commands) expect(command).toMatch(/^[\w ./:-]+$/);
  });
});

describe('productionAccessCommand', () => {
  it('is the same in bash and PowerShell: one text in single quotes, with nothing special within', () => {
    const command = productionAccessCommand({ region: 'eu-west-1', domain: 'example.com' });
    const [before = '', text = '', after = '', ...more] = command.split("'");

    expect(more).toEqual([]);
    expect(`${before}${after}`).toMatch(/^[\w ./:-]+$/);
    expect(text).toMatch(/^[\w ,.:;()-]+$/);
    expect(text).toContain('example.com');
    // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDetails.html
    expect(text.length).toBeLessThanOrEqual(5_000);
  });
});
