import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { deploymentParameters } from '../../shared/deployment/parameters.ts';
import { type PackagedService, packagedService } from '../support/packaged-template.ts';
import { dataIn, isOurs, namedIn } from '../support/resource-kinds.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8');

const section = (heading: string): string =>
  page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';

const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const codes = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

const { params, custom } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), {
  logLevel: 'silent',
}) as {
  readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly custom: { readonly profiles: { readonly full: Readonly<Record<string, unknown>> } };
};

const parameterIn = (name: string, stage: string): string => {
  const value = params[stage]?.[name] ?? params.default?.[name];
  return String(String(value).startsWith('${self:') ? custom.profiles.full[name] : value);
};

describe('docs/deploy.md', () => {
  let service: PackagedService;

  beforeAll(async () => {
    service = await packagedService();
  });

  it('has every parameter, with its value in every stage, and no other', () => {
    const told = rowsOf(section('Stages and parameters')).flatMap(([names = '', ...cells]) =>
      codes(names).map((name, index) => {
        const values = cells.slice(0, 3).map((cell) => {
          const each = cell.split(',').map((value) => value.trim());
          return codes(names).length === each.length ? each[index] : cell;
        });
        return [name, ...values].join(' | ');
      }),
    );
    const actual = Object.keys(params.default ?? {}).map((name) =>
      [name, ...['dev', 'staging', 'prod'].map((stage) => parameterIn(name, stage))].join(' | '),
    );

    expect(actual.length).toBeGreaterThan(25);
    expect([...told].sort()).toEqual([...actual].sort());
  });

  it('names every value of a parameter that has only a few', () => {
    const missing = rowsOf(section('Stages and parameters')).flatMap(([names = '', ...cells]) =>
      codes(names).flatMap((name) => {
        const { choices = [] } = deploymentParameters[name] ?? {};
        const text = cells.join(' ');
        const isFlag = choices.join() === 'true,false';
        return choices.length > 6 || isFlag
          ? []
          : choices.filter((choice) => !text.includes(choice)).map((choice) => `${name} ${choice}`);
      }),
    );

    expect(missing).toEqual([]);
  });

  it('has everything by name that is created and that somebody sees', () => {
    const text = section('What is created');
    const named = [...namedIn(service.template), ...dataIn(service.template)].filter(
      ({ id }) => isOurs(id) && service.named(id).resource.Type !== 'AWS::Logs::LogGroup',
    );
    const nameIn = (properties: Readonly<Record<string, unknown>>): string =>
      String(
        properties.QueueName ??
          properties.TopicName ??
          properties.TableName ??
          properties.Name ??
          '',
      ).replace('ses-pipeline-dev-', '');
    const names = [
      ...named.map(({ resource }) => nameIn(resource.Properties)),
      ...service.functions.map(({ name }) => name),
    ].filter((name) => name !== '');

    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('says of every dead-letter queue what to do', () => {
    const told = rowsOf(section('Where failures wait')).map(([name = '']) => codes(name)[0]);
    const queues = service
      .ofType('AWS::SQS::Queue')
      .map(({ properties }) => String(properties.QueueName).replace('ses-pipeline-dev-', ''))
      .filter((name) => name.endsWith('dead-letters'));

    expect([...told].sort()).toEqual(queues.sort());
  });
});
