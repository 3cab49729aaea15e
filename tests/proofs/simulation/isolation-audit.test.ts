import { describe, expect, it } from '@jest/globals';
import { createIsolationAudit } from '../../../proofs/simulation/checks/isolation-audit.ts';

const answer = (statusCode: number) => ({ kind: 'answered', answer: { statusCode } }) as const;

const auditing = () => {
  const violations: string[] = [];
  const audit = createIsolationAudit({
    report: (_promise, _subject, detail) => violations.push(detail),
    tenantId: 'rogue',
  });
  return { audit, violations };
};

describe('createIsolationAudit', () => {
  it.each([200, 500, 503])('reports a post without a signature that is answered %d', (status) => {
    const { audit, violations } = auditing();

    audit.answered(answer(403), false);
    expect(violations).toEqual([]);
    audit.answered(answer(status), false);
    expect(violations).toEqual([`a post that SNS has not signed is answered ${status}`]);
  });

  it('lets it come again once for each time that the topics could not be read', () => {
    const { audit, violations } = auditing();

    audit.topicsUnread();
    audit.answered(answer(503), false);
    expect(violations).toEqual([]);
    audit.answered(answer(503), false);
    expect(violations).toHaveLength(1);
  });

  it('says nothing of what a signed post is answered, save a run that fails', () => {
    const { audit, violations } = auditing();

    for (const status of [200, 403, 503]) audit.answered(answer(status), true);

    expect(violations).toEqual([]);
  });
});
