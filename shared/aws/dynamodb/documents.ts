import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

/** An item, or a part of one, in plain values. Attributes that are `undefined` are not written. */
export type Item = Readonly<Record<string, unknown>>;

/** Values of the placeholders in a request's expressions. */
interface Given {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

interface Conditional extends Given {
  readonly ConditionExpression?: string;
}

export interface GetRequest {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead?: boolean;
}

export interface PutRequest extends Conditional {
  readonly TableName: string;
  readonly Item: Item;
}

export interface UpdateRequest extends Conditional {
  readonly TableName: string;
  readonly Key: Item;
  readonly UpdateExpression: string;
  /**
   * Attributes to return. `UPDATED_…` may omit attributes whose value did not change: engines
   * differ, so nothing may depend on them.
   */
  readonly ReturnValues?: 'ALL_NEW' | 'ALL_OLD' | 'UPDATED_NEW' | 'UPDATED_OLD';
}

export interface DeleteRequest extends Conditional {
  readonly TableName: string;
  readonly Key: Item;
}

export interface ScanRequest extends Given {
  readonly TableName: string;
  readonly ProjectionExpression?: string;
  readonly FilterExpression?: string;
  readonly ConsistentRead?: boolean;
  /** Items per page. All pages are read while the caller continues. */
  readonly Limit?: number;
}

export interface ScanPageRequest extends ScanRequest {
  /** Key after which the page begins; undefined: at the beginning. */
  readonly ExclusiveStartKey?: Item | undefined;
}

/** What one request of a scan read. */
export interface ScanPage {
  readonly items: readonly Item[];
  /** Key after which the next page begins; undefined at the end of the table. */
  readonly next: Item | undefined;
}

export interface QueryRequest extends ScanRequest {
  readonly IndexName?: string;
  readonly KeyConditionExpression: string;
  /** False: from the highest range key down. */
  readonly ScanIndexForward?: boolean;
  /** Keys of the item after which the answer begins; undefined: at the beginning. */
  readonly ExclusiveStartKey?: Item | undefined;
}

export interface BatchGetRequest {
  readonly TableName: string;
  /** At most 100 keys, all different. */
  readonly Keys: readonly Item[];
  readonly ConsistentRead: boolean;
}

/**
 * Requests to DynamoDB in plain values: numbers, strings, lists, sets and maps of JavaScript.
 *
 * Each rejects as the SDK does, with DynamoDB's error names.
 *
 * @see
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
 */
export interface Documents {
  readonly get: (request: GetRequest) => Promise<Item | undefined>;
  readonly put: (request: PutRequest) => Promise<void>;
  /** Resolves to the attributes selected by `ReturnValues`; empty when there are none. */
  readonly update: (request: UpdateRequest) => Promise<Item>;
  readonly delete: (request: DeleteRequest) => Promise<void>;
  readonly query: (request: QueryRequest) => AsyncIterable<Item>;
  readonly scan: (request: ScanRequest) => AsyncIterable<Item>;
  /** Resolves to the items found, and to the keys that DynamoDB left unprocessed. */
  /** One page of a scan: what one request reads, 1 MB of the table at most. */
  readonly scanPage: (request: ScanPageRequest) => Promise<ScanPage>;
  readonly batchGet: (
    request: BatchGetRequest,
  ) => Promise<{ readonly items: readonly Item[]; readonly unread: readonly Item[] }>;
}

/** Whether DynamoDB throttled the request, after the SDK's retries. */
export const isThrottle = (error: unknown): boolean =>
  error instanceof Error &&
  /^(?:ProvisionedThroughputExceededException|ThrottlingException|RequestLimitExceeded)$/.test(
    error.name,
  );

/**
 * Names and values of a request's expressions; an empty map is left out because DynamoDB refuses
 * it.
 */
const given = <Request extends Given>({
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values,
  ...request
}: Request) => ({
  ...request,
  ...(names === undefined ? {} : { ExpressionAttributeNames: { ...names } }),
  ...(values === undefined ? {} : { ExpressionAttributeValues: { ...values } }),
});

interface Page {
  readonly Items?: readonly Item[] | undefined;
  readonly LastEvaluatedKey?: Record<string, unknown> | undefined;
}

/** All items; each page is read when the previous one has been consumed. */
const itemsOf = async function* (
  read: (startKey: Record<string, unknown> | undefined) => Promise<Page>,
): AsyncGenerator<Item> {
  let next: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await read(next);
    yield* Items;
    next = LastEvaluatedKey;
  } while (next !== undefined);
};

/** Requests through the SDK's document client. */
export const documentsOf = (client: DynamoDBClient): Documents => {
  const documents = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    get: async (request) => (await documents.send(new GetCommand(request))).Item,
    put: async (request) => {
      await documents.send(new PutCommand(given(request)));
    },
    update: async (request) =>
      (await documents.send(new UpdateCommand(given(request)))).Attributes ?? {},
    delete: async (request) => {
      await documents.send(new DeleteCommand(given(request)));
    },
    query: ({ ExclusiveStartKey: first, ...request }) =>
      itemsOf((next = first && { ...first }) =>
        documents.send(new QueryCommand({ ...given(request), ExclusiveStartKey: next })),
      ),
    scan: (request) =>
      itemsOf((ExclusiveStartKey) =>
        documents.send(new ScanCommand({ ...given(request), ExclusiveStartKey })),
      ),
    scanPage: async ({ ExclusiveStartKey, ...request }) => {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new ScanCommand({
          ...given(request),
          ...(ExclusiveStartKey === undefined
            ? {}
            : { ExclusiveStartKey: { ...ExclusiveStartKey } }),
        }),
      );
      return { items: Items, next: LastEvaluatedKey };
    },
    batchGet: async ({ TableName, Keys, ConsistentRead }) => {
      const { Responses, UnprocessedKeys } = await documents.send(
        new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [...Keys], ConsistentRead } } }),
      );
      return {
        items: Responses?.[TableName] ?? [],
        unread: UnprocessedKeys?.[TableName]?.Keys ?? [],
      };
    },
  };
};
