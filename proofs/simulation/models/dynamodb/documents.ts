import type { Documents, Item } from '../../../../shared/aws/dynamodb/documents.ts';
import type { Container } from '../container.ts';
import type { Service } from '../service.ts';
import type { Database } from './database.ts';
import { ConditionalCheckFailedException, type OnWrite } from './writes.ts';

type Answer<Output> =
  | { readonly kind: 'done'; readonly output: Output }
  | { readonly kind: 'refused'; readonly error: Error };

/** Makes a request, which takes its time. */
type Ask = <Output>(
  kind: 'read' | 'write',
  item: string,
  carryOut: () => Output,
) => Promise<Output>;

const itemsOf = async function* (read: () => Promise<readonly Item[]>): AsyncGenerator<Item> {
  yield* await read();
};

const documentsBy = (database: Database, ask: Ask, onWrite?: OnWrite): Documents => ({
  get: async (request) => ask('read', request.TableName, () => database.get(request)),
  put: async (request) =>
    ask('write', database.nameOf(request.TableName, request.Item), () =>
      database.put(request, onWrite),
    ),
  update: async (request) =>
    ask('write', database.nameOf(request.TableName, request.Key), () =>
      database.update(request, onWrite),
    ),
  delete: async (request) =>
    ask('write', database.nameOf(request.TableName, request.Key), () =>
      database.delete(request, onWrite),
    ),
  query: (request) => itemsOf(() => ask('read', request.TableName, () => database.query(request))),
  scan: (request) => itemsOf(() => ask('read', request.TableName, () => database.scan(request))),
  scanPage: async (request) => ({
    items: await ask('read', request.TableName, () => database.scan(request)),
    next: undefined,
  }),
  batchGet: async (request) => ({
    items: await ask('read', request.TableName, () => database.batchGet(request)),
    unread: [],
  }),
});

/**
 * A failed condition is an answer like any other: it may be lost on the way, and the SDK does not
 * retry it.
 */
const answerOf = <Output>(carryOut: () => Output): Answer<Output> => {
  try {
    return { kind: 'done', output: carryOut() };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { kind: 'refused', error };
    throw error;
  }
};

/**
 * The tables as one container reaches them: each request takes its time, may be lost, and may be
 * the container's last.
 */
export const documentsOf = (
  database: Database,
  {
    container,
    service,
    onWrite,
  }: { readonly container: Container; readonly service: Service; readonly onWrite?: OnWrite },
): Documents => {
  const ask: Ask = async (kind, item, carryOut) => {
    const answer = await service.call(container, {
      item,
      kind,
      effect: async () => answerOf(carryOut),
    });
    if (answer.kind === 'refused') throw answer.error;
    return answer.output;
  };
  return documentsBy(database, ask, onWrite);
};

/** The tables for a caller to whom nothing ever happens. */
export const directDocuments = (database: Database): Documents =>
  documentsBy(database, async (_kind, _item, carryOut) => carryOut());
