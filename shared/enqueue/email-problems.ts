import { fitsSes } from './fits-ses.ts';
import { planEmail, withId } from './plan-email.ts';

/**
 * All problems of a message, as if there were a payload bucket. Sends nothing.
 *
 * @param nowMs - epoch ms
 * @returns none when the pipeline takes the message
 */
export const emailProblems = async (
  message: Readonly<Record<string, unknown>>,
  nowMs: number,
  newId: () => string,
): Promise<readonly string[]> => {
  const plan = await planEmail(withId(message, newId), {
    ...{ nowMs, newId, fitsSes },
    payloadBucket: async () => 'any',
  });
  return plan.kind === 'invalid' ? plan.problems : [];
};
