import { isDeepStrictEqual } from 'node:util';
import type {
  DeleteRequest,
  PutRequest,
  UpdateRequest,
} from '../../../../shared/aws/dynamodb/documents.ts';
import { compileCondition, compileUpdate, refuseUnused } from './expression.ts';
import {
  type Attributes,
  attributesOf,
  type Item,
  itemOf,
  noItem,
  pickAttributes,
  valuesWithoutUndefined,
} from './item.ts';
import type { Given } from './operand.ts';
import { findItem, type Keys, keysOf, storeItem, type Tables, tableIn } from './tables.ts';
import { applyActions } from './update.ts';

/** The condition does not hold. */
export class ConditionalCheckFailedException extends Error {
  override readonly name = 'ConditionalCheckFailedException';
}

/** Called for each write at the moment it takes effect. */
export type OnWrite = (table: string, before: Item | undefined, after: Item | undefined) => void;

/** Differences between engines. */
export interface Dialect {
  /**
   * Whether `UPDATED_OLD` and `UPDATED_NEW` include attributes that were written with the value
   * they had. Engines differ, so no adapter may depend on it.
   */
  readonly tellsUnchanged: boolean;
}

const none: readonly string[] = [];

const ensure = (condition: string | undefined, item: Item | undefined, given: Given): void => {
  if (condition !== undefined && !compileCondition(condition).holds(item ?? noItem, given))
    throw new ConditionalCheckFailedException('The conditional request failed');
};

const placeholdersOf = (condition: string | undefined): readonly string[] =>
  condition === undefined ? none : compileCondition(condition).placeholders;

/** Answer to an update. */
const answerOf = (
  wanted: UpdateRequest['ReturnValues'],
  before: Item,
  after: Item,
  changed: () => readonly string[],
): Attributes => {
  switch (wanted) {
    case 'ALL_NEW':
      return attributesOf(after);
    case 'ALL_OLD':
      return attributesOf(before);
    case 'UPDATED_NEW':
      return pickAttributes(after, changed());
    case 'UPDATED_OLD':
      return pickAttributes(before, changed());
    case undefined:
      return {};
  }
};

export const updateItem = (
  tables: Tables,
  { tellsUnchanged }: Dialect,
  request: UpdateRequest,
  onWrite?: OnWrite,
): Attributes => {
  const table = tableIn(tables, request.TableName);
  const keys = keysOf(table, request.Key);
  const { ConditionExpression: condition, ExpressionAttributeValues: values } = request;
  const given = {
    names: request.ExpressionAttributeNames,
    values: values && valuesWithoutUndefined(values),
  };
  const { actions, placeholders } = compileUpdate(request.UpdateExpression);
  refuseUnused(given, placeholders, placeholdersOf(condition));
  const before = findItem(table, keys);
  ensure(condition, before, given);
  const { after, touched } = applyActions(actions, before ?? itemOf(request.Key), given);
  storeItem(table, keys, after);
  onWrite?.(request.TableName, before, after);
  return answerOf(request.ReturnValues, before ?? noItem, after, () =>
    tellsUnchanged
      ? touched
      : touched.filter((name) => !isDeepStrictEqual(before?.get(name), after.get(name))),
  );
};

/** Replaces the item with these keys, or deletes it. */
const replaceItem = (
  tables: Tables,
  request: PutRequest | DeleteRequest,
  keys: Keys,
  after: Item | undefined,
  onWrite?: OnWrite,
): void => {
  const table = tableIn(tables, request.TableName);
  const given = {
    names: request.ExpressionAttributeNames,
    values: request.ExpressionAttributeValues,
  };
  refuseUnused(given, placeholdersOf(request.ConditionExpression), none);
  const before = findItem(table, keys);
  ensure(request.ConditionExpression, before, given);
  storeItem(table, keys, after);
  if (before !== undefined || after !== undefined) onWrite?.(request.TableName, before, after);
};

export const putItem = (tables: Tables, request: PutRequest, onWrite?: OnWrite): void => {
  const keys = keysOf(tableIn(tables, request.TableName), request.Item);
  replaceItem(tables, request, keys, itemOf(request.Item), onWrite);
};

export const deleteItem = (tables: Tables, request: DeleteRequest, onWrite?: OnWrite): void => {
  const keys = keysOf(tableIn(tables, request.TableName), request.Key);
  replaceItem(tables, request, keys, undefined, onWrite);
};
