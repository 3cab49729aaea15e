import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Container } from '../container.ts';
import type { Service } from '../service.ts';
import { ConditionalCheckFailedException, type Database, type OnWrite } from './database.ts';

type Answer = { readonly kind: 'done'; readonly output: unknown } | { readonly kind: 'refused'; readonly error: Error };

/** A document client whose commands all go through `send`: the adapters of `shared/aws` use nothing else of it. */
const clientOf = (send: (command: unknown) => Promise<unknown>): DynamoDBDocumentClient =>
  Object.assign(Object.create(DynamoDBDocumentClient.prototype), { send });

/** A condition that does not hold is an answer like any other: it may be lost on the way, and the SDK does not try again. */
const answerOf = (database: Database, command: unknown, onWrite: OnWrite | undefined): Answer => {
  try {
    return { kind: 'done', output: database.execute(command, onWrite) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { kind: 'refused', error };
    throw error;
  }
};

/** The tables as one container reaches them: each request of an adapter takes its time, is lost on its own, and may be the last. */
export const documentsOf = (
  database: Database,
  { container, service, onWrite }: { readonly container: Container; readonly service: Service; readonly onWrite?: OnWrite },
): DynamoDBDocumentClient =>
  clientOf(async (command) => {
    const { kind, item } = database.targetOf(command);
    const answer = await service.call(container, { item, kind, effect: async () => answerOf(database, command, onWrite) });
    if (answer.kind === 'refused') throw answer.error;
    return answer.output;
  });

/** The tables as somebody reaches them whom nothing ever happens to. */
export const directDocuments = (database: Database): DynamoDBDocumentClient => clientOf(async (command) => database.execute(command));
