import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message that this worker holds until its visibility timeout ends. */
export interface HeldMessage {
  readonly body: string;
  readonly receipt: string;
}

/** The queue as a consumer sees it; every promise rejects when SQS does not answer. */
export interface WorkQueue {
  /** How long a message stays hidden from other workers; seconds. */
  readonly visibilitySeconds: () => Promise<number>;
  /** Waits up to 20 seconds for the first message, not at all for more. */
  readonly receive: (limit: number, signal: AbortSignal) => Promise<readonly HeldMessage[]>;
  readonly remove: (messages: readonly HeldMessage[]) => Promise<void>;
  /** Hides the messages for `seconds` from now on. */
  readonly keep: (messages: readonly HeldMessage[], seconds: number) => Promise<void>;
}

/** SQS takes ten messages a request, and waits twenty seconds at most. */
const perRequest = 10;
const longestWaitSeconds = 20;

export const workQueue = (client: SQSClient, queueUrl: string): WorkQueue => {
  const receiveOnce = receiveOnceFrom(client, queueUrl);
  return {
    visibilitySeconds: async () => {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: ['VisibilityTimeout'],
        }),
      );
      return Number(Attributes?.VisibilityTimeout ?? 30);
    },
    receive: async (limit, signal) => {
      const first = await receiveOnce(limit, longestWaitSeconds, signal);
      if (first.length < perRequest || limit <= perRequest) return first;
      const requests = Math.ceil(limit / perRequest) - 1;
      // What a request that fails has received comes again; what the others hold must not be lost
      // with it.
      const more = await Promise.allSettled(
        Array.from({ length: requests }, () => receiveOnce(perRequest, 0, signal)),
      );
      return [
        ...first,
        ...more.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
      ];
    },
    remove: async (messages) => {
      await Promise.all(
        inTens(messages).map((ten) =>
          client.send(
            new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entriesOf(ten)] }),
          ),
        ),
      );
    },
    keep: async (messages, seconds) => {
      await Promise.all(
        inTens(messages).map((ten) =>
          client.send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl: queueUrl,
              Entries: entriesOf(ten).map((entry) => ({ ...entry, VisibilityTimeout: seconds })),
            }),
          ),
        ),
      );
    },
  };
};

const heldMessage = ({ Body: body, ReceiptHandle: receipt }: Message): readonly HeldMessage[] =>
  body === undefined || receipt === undefined ? [] : [{ body, receipt }];

const inTens = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / perRequest) }, (_, index) =>
    items.slice(index * perRequest, (index + 1) * perRequest),
  );

const entriesOf = (
  messages: readonly HeldMessage[],
): readonly { readonly Id: string; readonly ReceiptHandle: string }[] =>
  messages.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));

/** One request, for ten messages at most. */
type ReceiveOnce = (
  limit: number,
  waitSeconds: number,
  signal: AbortSignal,
) => Promise<readonly HeldMessage[]>;

const receiveOnceFrom =
  (client: SQSClient, queueUrl: string): ReceiveOnce =>
  async (limit, waitSeconds, abortSignal) => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(limit, perRequest),
        WaitTimeSeconds: waitSeconds,
      }),
      { abortSignal },
    );
    return Messages.flatMap(heldMessage);
  };
