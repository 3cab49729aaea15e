import { answerQuestion } from '../../../local/dns/answer-question.ts';
import { readZone } from '../../../local/dns/read-zone.ts';
import type { AskDns, Unanswered } from '../../../shared/identities/ports.ts';

/**
 * A resolver that knows what is in a zone.
 *
 * @param broken - names whose questions go unanswered, and why
 */
export const zoneDns = (
  zone: string,
  broken: Readonly<Record<string, Unanswered>> = {},
): AskDns => {
  const records = readZone(zone);
  return async (name, type) => {
    const why = broken[name];
    if (why !== undefined) return { kind: 'unanswered', why };
    const { code, records: answered } = answerQuestion(records, name, type);
    const values = answered.filter((each) => each.type === type).map(({ value }) => value);
    if (values.length > 0) return { kind: 'found', values };
    return { kind: 'absent', why: code === 'NXDOMAIN' ? 'no-such-name' : 'no-such-type' };
  };
};
