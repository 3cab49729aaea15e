import type * as z from 'zod';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';

/** An answer of the simulator's own interface. */
export const json = (body: unknown, status = 200): HttpAnswer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: `${JSON.stringify(body)}\n`,
});

/** Acts on a body that the schema accepts, or answers what is wrong with it. */
export const reading = <Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  act: (value: z.infer<Schema>) => unknown,
): HttpAnswer => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return json({ problems: ['The body is not JSON.'] }, 400);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return json(act(parsed.data));
  return json(
    {
      problems: parsed.error.issues.map(
        ({ path, message }) => `${path.join('.') || 'body'}: ${message}`,
      ),
    },
    400,
  );
};
