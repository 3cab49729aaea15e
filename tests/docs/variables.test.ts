import { describe, expect, it } from '@jest/globals';
import { endpointVariables } from '../../local/stack/contract-files.ts';
import { documentVariables } from '../../local/stack/document-variables.ts';
import { pages } from '../support/documented-commands.ts';

const url = 'http://127.0.0.1:1';
const set = new Set([
  ...Object.keys(
    endpointVariables({
      ...{ region: 'us-east-1', sqs: url, sns: url, dynamodb: url, s3: url, ses: url, lambda: url },
    }),
  ),
  ...Object.keys(
    documentVariables({
      queues: { transactional: `${url}/0/ses-pipeline-dev-transactional`, bulk: url },
      tables: { tenants: 'tenants' },
      buckets: { payload: 'payloads' },
      sesDoor: {
        ...{ endpoint: url, region: 'us-east-1' },
        ...{ accessKeyId: 'key', secretAccessKey: 'secret' },
      },
    }),
  ),
]);

/** How a shell and the languages of the examples read a variable. */
const uses = [
  /"?\$\{?([A-Z][A-Z0-9_]+)\}?/g,
  /\$env:([A-Z][A-Z0-9_]+)/g,
  /process\.env\.([A-Z][A-Z0-9_]+)/g,
  /os\.environ\["([A-Z][A-Z0-9_]+)"\]/g,
  /\b(?:get)?env\('([A-Z][A-Z0-9_]+)'/g,
  /ENV\['([A-Z][A-Z0-9_]+)'\]/g,
];

/** Variables that a shell has by itself. */
const ofShells: ReadonlySet<string> = new Set(['HOME', 'PATH', 'PROFILE']);

/** Lines that are about a deployment, whose variables the reader sets. */
const isElsewhere = (line: string): boolean =>
  /# needs (?:an account|Docker)|aws cloudformation|docker push/.test(line) ||
  line.includes('$' + '{AWS::');

describe('variables in the documents', () => {
  it('are all set by the files of the local stack', () => {
    const used = [...pages].flatMap(([page, text]) =>
      text
        .split('\n')
        .filter((line) => !isElsewhere(line))
        .flatMap((line) =>
          uses.flatMap((use) => [...line.matchAll(use)].map(([, name = '']) => name)),
        )
        .map((name) => ({ page, name })),
    );

    expect(new Set(used.map(({ name }) => name)).size).toBeGreaterThan(6);
    expect(used.filter(({ name }) => !set.has(name) && !ofShells.has(name))).toEqual([]);
  });
});
