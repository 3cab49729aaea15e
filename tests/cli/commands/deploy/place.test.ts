import { describe, expect, it } from '@jest/globals';
import { placeOf } from '../../../../cli/commands/deploy/place.ts';
import type { Asker, TextQuestion } from '../../../../cli/terminal/asker.ts';

const nowhere = async () => undefined;

/** Answers the questions in turn; each answer is held against the question's own rule first. */
const answering = (...answers: readonly (string | undefined)[]) => {
  const left = [...answers];
  const refused: string[] = [];
  const text = async ({ problemOf }: TextQuestion): Promise<string | undefined> => {
    const answer = left.shift();
    const problem = answer === undefined ? undefined : problemOf?.(answer);
    if (problem === undefined) return answer;
    refused.push(problem);
    return text({ message: '', ...(problemOf === undefined ? {} : { problemOf }) });
  };
  const no = () => Promise.reject(new Error('nobody asks that'));
  const asker: Asker = { canAsk: true, text, confirm: no, secret: no, choice: no };
  return { asker, refused };
};
const silent = { asker: { ...answering().asker, canAsk: false } };

describe('placeOf', () => {
  it('takes what the options name, and else the region of the environment', async () => {
    const { asker } = answering();

    expect(await placeOf({ stage: 'prod', region: 'eu-west-1' }, { asker }, nowhere)).toEqual({
      kind: 'place',
      stage: 'prod',
      region: 'eu-west-1',
    });
    expect(await placeOf({ stage: 'prod' }, { asker }, async () => 'us-east-1')).toMatchObject({
      region: 'us-east-1',
    });
  });

  it('asks for the region, then for the stage, by the rule of that region', async () => {
    const longest = 'a'.repeat(19);
    const { asker, refused } = answering('europe', 'ap-southeast-1', 'Prod', `${longest}a`, 'prod');

    expect(await placeOf({}, { asker }, nowhere)).toEqual({
      kind: 'place',
      stage: 'prod',
      region: 'ap-southeast-1',
    });
    expect(refused).toEqual([
      'A region, such as eu-west-1',
      expect.stringContaining('characters in ap-southeast-1'),
      expect.stringContaining('characters in ap-southeast-1'),
    ]);
  });

  it('stops when somebody breaks off', async () => {
    expect(await placeOf({}, answering(undefined), nowhere)).toEqual({ kind: 'stopped' });
    expect(await placeOf({}, answering('eu-west-1', undefined), nowhere)).toEqual({
      kind: 'stopped',
    });
  });

  it('says all that is missing where nobody can be asked', async () => {
    expect(await placeOf({}, silent, nowhere)).toEqual({
      kind: 'problems',
      problems: [
        'Which stage? Give --stage dev (or staging, prod, …).',
        'Which region? Give --region eu-west-1, or set AWS_REGION.',
      ],
    });
  });

  it.each([
    [{ stage: 'Prod', region: 'eu-west-1' }, /^--stage Prod: a stage has lower-case letters/],
    [{ stage: 'a--b', region: 'eu-west-1' }, /^--stage a--b: /],
    [{ stage: 'a'.repeat(30), region: 'eu-west-1' }, /at most \d+ characters in eu-west-1\.$/],
    [{ stage: 'prod', region: 'europe' }, /^--region europe: A region, such as eu-west-1\.$/],
  ])('refuses %j', async (options, problem) => {
    expect(await placeOf(options, silent, nowhere)).toEqual({
      kind: 'problems',
      problems: [expect.stringMatching(problem)],
    });
  });
});
