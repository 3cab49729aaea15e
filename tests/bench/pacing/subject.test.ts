import { describe, expect, it } from '@jest/globals';
import { requestsBetween, requestsOf } from '../../../bench/pacing/subject.ts';
import { withNodeOption } from '../../../bench/pacing/with-node-option.ts';
import { billedInLine } from '../../../bench/pacing/worker-process.ts';

const names = { ledger: 'ledger', isOwnQueue: (name: string) => name === 'bulk' };

describe('requests of a design', () => {
  it('are those of its own queues, and not what the bench does itself', () => {
    const queues = {
      'ReceiveMessage bulk': 5,
      'DeleteMessageBatch bulk': 4,
      'GetQueueAttributes bulk': 100,
      'SendMessageBatch bulk': 50,
      'ReceiveMessage local-subscription-bounce': 70,
    };

    expect(requestsOf({ queues, tables: {} }, names)).toEqual({
      ledgerWrites: 0,
      dynamo: 0,
      sqs: 9,
    });
  });

  it('count writes to the ledger apart', () => {
    const tables = {
      'CreateTable ledger': 1,
      'GetItem ledger': 2,
      'UpdateItem ledger': 3,
      'PutItem ledger': 1,
      'UpdateItem messages': 40,
    };

    expect(requestsOf({ queues: {}, tables }, names)).toEqual({
      ledgerWrites: 4,
      dynamo: 46,
      sqs: 0,
    });
  });

  it('are counted between two looks', () => {
    expect(
      requestsBetween(
        { ledgerWrites: 1, dynamo: 5, sqs: 2 },
        { ledgerWrites: 4, dynamo: 9, sqs: 2 },
      ),
    ).toEqual({
      ledgerWrites: 3,
      dynamo: 4,
      sqs: 0,
    });
  });
});

describe('the last line of a container', () => {
  it('tells what was billed', () => {
    expect(
      billedInLine(
        '{"billedMs":10018,"dynamoRequests":0,"dynamoWrites":0,"sqsRequests":10,"failed":0}',
      ),
    ).toBe(10_018);
  });

  it('is told from everything else it writes', () => {
    expect(['Error', '{}', '', '{"billedMs":"1"}'].map(billedInLine)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('with-variables', () => {
  const functionNamed = (name: string) => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Key: `there/${name}.zip` },
      Environment: { Variables: { STAGE: 'dev' } },
      MemorySize: 512,
    },
    DependsOn: [],
  });
  const template = {
    Conditions: {},
    Outputs: {},
    Resources: {
      Sender: functionNamed('send-email'),
      Other: functionNamed('record-bounce'),
      Queue: { Type: 'AWS::SQS::Queue', Properties: {}, DependsOn: [] },
    },
  };

  it('adds to the options of one function and leaves the rest alone', () => {
    const once = withNodeOption(template, 'send-email', '--stack-size=900');
    const { Resources } = withNodeOption(once, 'send-email', '--import=x');

    expect(Resources.Sender?.Properties).toEqual({
      Code: { S3Key: 'there/send-email.zip' },
      Environment: { Variables: { STAGE: 'dev', NODE_OPTIONS: '--stack-size=900 --import=x' } },
      MemorySize: 512,
    });
    expect(Resources.Other).toEqual(template.Resources.Other);
    expect(Resources.Queue).toEqual(template.Resources.Queue);
  });
});
