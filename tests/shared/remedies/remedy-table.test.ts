import { describe, expect, it } from '@jest/globals';
import { remedyNamed } from '../../../shared/remedies/find-remedy.ts';
import { actors, origins, retries } from '../../../shared/remedies/remedy.ts';
import { remedyOfText } from '../../../shared/remedies/remedy-of-text.ts';
import { remedyTable } from '../../../shared/remedies/remedy-table.ts';
import { apiProblems } from '../../../shared/remedies/told/api-problems.ts';
import { bounceGroups } from '../../../shared/remedies/told/bounces/bounce-groups.ts';
import {
  keysOfTenant,
  keysRefusedBySts,
  secretFailures,
} from '../../../shared/remedies/told/keys.ts';
import { deadLetters, mailOfPipeline } from '../../../shared/remedies/told/mail-of-pipeline.ts';
import { pipelineEvents } from '../../../shared/remedies/told/pipeline-events.ts';
import { sesCalls } from '../../../shared/remedies/told/ses-calls.ts';
import { otherSesError, sesErrors } from '../../../shared/remedies/told/ses-errors.ts';
import { wayOutMail, wayOutServer } from '../../../shared/remedies/told/way-out.ts';

const table = remedyTable();
const samples = table.flatMap(({ key, samples: some }) => some.map((text) => [key, text] as const));

describe('the table of errors', () => {
  it.each(samples)('knows %s by "%s"', (key, text) => {
    expect(remedyOfText(text)?.key).toBe(key);
  });

  it('has one entry for each key, and finds it by that', () => {
    const keys = table.map(({ key }) => key);

    expect(keys.length).toBeGreaterThan(200);
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
    expect(keys.filter((key) => remedyNamed(key)?.key !== key)).toEqual([]);
    expect(remedyNamed('ses/nothing')).toBeUndefined();
  });

  it('holds every remedy that a function tells', () => {
    const told = [
      ...[...sesErrors, otherSesError].map(({ remedy }) => remedy),
      ...[
        ...[sesCalls, wayOutServer, wayOutMail, keysRefusedBySts, keysOfTenant, secretFailures],
        ...[mailOfPipeline, deadLetters, pipelineEvents, apiProblems],
        ...bounceGroups.map((group) => group.told),
      ].flatMap((one) => Object.values(one).map(({ remedy }) => remedy)),
    ];
    const remedies = new Set(table.map(({ remedy }) => remedy));

    expect(told.length).toBeGreaterThan(130);
    expect(told.filter((remedy) => !remedies.has(remedy))).toEqual([]);
  });

  it('says of each error what it is, what to do, who acts, and whether it is tried again', () => {
    for (const { key, cause, remedy, actor, retry, origin, sources } of table) {
      expect(`${key} ${cause}`).toMatch(/^\S+ \w.{8,}[.]$/s);
      expect(`${key} ${remedy}`).toMatch(/^\S+ .{10,}[.`]$/s);
      expect(Object.keys(actors)).toContain(actor);
      expect(Object.keys(retries)).toContain(retry);
      expect(Object.keys(origins)).toContain(origin);
      expect(key.startsWith(`${origin}/`)).toBe(true);
      for (const source of sources) expect(source).toMatch(/^(?:https:\/\/|RFC \d+|docs\/)/);
    }
  });

  it('has something from everywhere', () => {
    expect([...new Set(table.map(({ origin }) => origin))].toSorted()).toEqual(
      Object.keys(origins).toSorted(),
    );
  });

  it('puts the remedy "Nothing" only where nobody of ours acts', () => {
    const wrong = table
      .filter(({ actor, remedy }) => actor === 'nobody' && !/^Nothing|^Send the mail/.test(remedy))
      .map(({ key }) => key);

    expect(wrong).toEqual([]);
  });

  it('holds no address of a person in its remedies', () => {
    expect(table.filter(({ remedy, cause }) => /\w@\w/.test(`${remedy} ${cause}`))).toEqual([]);
  });
});
