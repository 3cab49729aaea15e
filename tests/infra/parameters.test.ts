import { describe, expect, it } from '@jest/globals';
import { ServerlessError } from '../../cli/serverless/spawn-serverless.ts';
import { runServerless } from '../../local/template/run-serverless.ts';

const refusal = async (...words: readonly string[]): Promise<string> => {
  const failure = await runServerless(['print', ...words]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ServerlessError);
  return String(failure);
};

describe('parameters on the command line of the framework', () => {
  it('are refused all at once, before anything is packaged, and nothing else is said', async () => {
    const said = await refusal(
      ...['--stage', 'Prod', '--param', 'softBounceCount=abc', '--param', 'dataRetention=Keep'],
      ...['--param', 'softBouncCount=3', '--param', 'profile=tiny'],
      ...['--param', 'trackMarketing=toString', '--param', 'pipelineEvents=SNS'],
    );

    expect(said.split('\n').filter((line) => /^ {2}(?:--|- )/.test(line))).toEqual([
      expect.stringMatching(/^ {2}- Cannot resolve variable at "custom\.parameters": /),
      '  --stage Prod: a stage has lower-case letters, digits and single -, begins with a letter, and has at most 18 characters in us-east-1.',
      '  --param softBouncCount: there is no such parameter. Did you mean softBounceCount?',
      '  --param profile=tiny: give full or small.',
      '  --param dataRetention=Keep: give Retain or Delete.',
      '  --param pipelineEvents=SNS: give off, sns, eventbridge or both.',
      '  --param softBounceCount=abc: give a whole number from 1 to 1000.',
      '  --param trackMarketing=toString: give none, opens, clicks or all.',
    ]);
  });

  it('are checked against each other', async () => {
    expect(await refusal('--param', 'transport=smtp')).toContain(
      '--param smtpServer=: is required with transport=smtp: host:port of the server',
    );
  });
});
