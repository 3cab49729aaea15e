import { describe, expect, it } from '@jest/globals';
import {
  forgivingUpdate,
  pauseUpdate,
  releasedUpdate,
  resumeUpdate,
} from '../../../../shared/aws/tenants/pause-updates.ts';
import { resumeHoldsMs } from '../../../../shared/tenants/resumes.ts';

const noon = Date.UTC(2026, 10, 21, 12);

describe('pause-updates', () => {
  it("lets an operator's word count whatever was said before", () => {
    const pause = { by: 'operator', since: noon, why: 'asked for' } as const;
    const resume = { by: 'operator', since: noon, why: 'mended', released: false } as const;

    expect(pauseUpdate(pause)).toEqual({
      UpdateExpression: 'SET pauses.#scope = :pause REMOVE resumes.#scope',
      ExpressionAttributeValues: { ':pause': pause },
    });
    expect(resumeUpdate(resume)).toEqual({
      UpdateExpression: 'SET resumes.#scope = :resume REMOVE pauses.#scope',
      ExpressionAttributeValues: { ':resume': resume },
    });
  });

  it('lets the guard pause what is not paused, and what no operator has resumed within the time that holds', () => {
    expect(pauseUpdate({ by: 'guard', since: noon, why: 'bounces' })).toMatchObject({
      UpdateExpression: 'SET pauses.#scope = :pause',
      ConditionExpression:
        'attribute_not_exists(pauses.#scope) AND (attribute_not_exists(resumes.#scope) OR resumes.#scope.#by = :guard OR resumes.#scope.since <= :held)',
      ExpressionAttributeValues: { ':guard': 'guard', ':held': noon - resumeHoldsMs },
    });
  });

  it('lets SES pause whatever stands, and end its own pause alone', () => {
    const pause = { by: 'ses', since: noon, why: 'AWS has paused it' } as const;

    expect(pauseUpdate(pause)).toEqual({
      UpdateExpression: 'SET pauses.#scope = :pause REMOVE resumes.#scope',
      ExpressionAttributeValues: { ':pause': pause },
    });
    expect(resumeUpdate({ ...pause, released: false })).toMatchObject({
      ConditionExpression: 'pauses.#scope.#by = :by',
      ExpressionAttributeValues: { ':by': 'ses' },
    });
  });

  it("forgives with an operator's resume of what the guard has paused, and of nothing else", () => {
    const resume = { by: 'operator', since: noon, why: 'mended', released: false } as const;

    expect(forgivingUpdate(resume)).toEqual({
      UpdateExpression:
        'SET resumes.#scope = :resume, forgiven.#scope = :since REMOVE pauses.#scope',
      ConditionExpression: 'pauses.#scope.#by = :by',
      ExpressionAttributeValues: { ':resume': resume, ':since': noon, ':by': 'guard' },
    });
  });

  it('lets the guard resume its own pause alone', () => {
    expect(
      resumeUpdate({ by: 'guard', since: noon, why: 'recovered', released: false }),
    ).toMatchObject({
      ConditionExpression: 'pauses.#scope.#by = :by',
      ExpressionAttributeValues: { ':by': 'guard' },
    });
  });

  it('marks the resume that was seen, and none that came since', () => {
    expect(releasedUpdate({ since: noon })).toMatchObject({
      ConditionExpression: 'resumes.#scope.since = :since',
      ExpressionAttributeValues: { ':since': noon },
    });
  });
});
