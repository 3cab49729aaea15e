import type * as z from 'zod';
import type { QueryValue } from '../../shared/ses-api/wire/query-answer.ts';
import { type QueryControlName, queryControlCalls } from '../../shared/ses-api/wire/query-calls.ts';
import { type Protocol, readMembers } from '../../shared/ses-api/wire/read-members.ts';
import type { Refusal } from '../../shared/ses-api/wire/refusal.ts';
import { type RestControlName, restControlCalls } from '../../shared/ses-api/wire/rest-calls.ts';
import type { SesWorld } from '../world.ts';

/** Answer of an operation: its output, or a refusal. */
export type Answer<Output> = { readonly kind: 'done'; readonly output: Output } | Refusal;

type Promised<Value> = Value | Promise<Value>;

/** Executes one operation that does not send. */
export interface Operation<Output> {
  readonly name: string;
  readonly run: (world: SesWorld, members: unknown) => Promised<Answer<Output>>;
}

export const done = <Output>(output: Output): Answer<Output> => ({ kind: 'done', output });

/** Success with an empty output. */
export const nothing: Answer<Record<never, never>> = { kind: 'done', output: {} };

const operation = <Input, Output>(
  name: string,
  schema: z.ZodType<Input>,
  protocol: Protocol,
  act: (world: SesWorld, input: Input) => Promised<Answer<Output>>,
): Operation<Output> => ({
  name,
  run: (world, members) => {
    const read = readMembers(schema, members, protocol);
    return read.kind === 'refused' ? read : act(world, read.input);
  },
});

type QueryInputs = {
  readonly [Name in QueryControlName]: z.output<(typeof queryControlCalls)[Name]>;
};

const querySchemas: { readonly [Name in QueryControlName]: z.ZodType<QueryInputs[Name]> } =
  queryControlCalls;

/** An operation of the v1 API. */
export const onQuery = <Name extends QueryControlName>(
  name: Name,
  act: (world: SesWorld, input: QueryInputs[Name]) => Promised<Answer<QueryValue>>,
): Operation<QueryValue> => operation(name, querySchemas[name], 'query', act);

type RestInputs = {
  readonly [Name in RestControlName]: z.output<(typeof restControlCalls)[Name]>;
};

const restSchemas: { readonly [Name in RestControlName]: z.ZodType<RestInputs[Name]> } =
  restControlCalls;

/** An operation of the v2 API. */
export const onRest = <Name extends RestControlName>(
  name: Name,
  act: (world: SesWorld, input: RestInputs[Name]) => Promised<Answer<object>>,
): Operation<object> => operation(name, restSchemas[name], 'rest', act);
