import * as z from 'zod/mini';

/** A number, which CloudFormation also takes as text. */
export const number = z.coerce.number();

/** A boolean, which CloudFormation also takes as text. */
export const flag = z.union([
  z.boolean(),
  z.pipe(
    z.enum(['true', 'false']),
    z.transform((value) => value === 'true'),
  ),
]);

/** Values as SQS and SNS take them: text, or JSON text. Undefined ones are left out. */
export const textAttributes = (
  attributes: Readonly<Record<string, unknown>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
  );
