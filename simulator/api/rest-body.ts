import * as z from 'zod';
import { invalidParameter, refuse } from './refusal.ts';
import type { RestAnswer } from './rest-answer.ts';

/** Reads the body by a schema and acts on it, or refuses it with what is wrong. */
export const reading = <Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  act: (value: z.infer<Schema>) => RestAnswer,
): RestAnswer => {
  let value: unknown;
  try {
    value = JSON.parse(body === '' ? '{}' : body);
  } catch {
    return refuse('SerializationException', 'The body is not JSON.');
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? act(parsed.data) : invalidParameter(z.prettifyError(parsed.error));
};
