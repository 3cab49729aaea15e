import { describe, expect, it } from '@jest/globals';
import { routes } from '../../../functions/api/routes.ts';
import { apiWorld } from '../../fakes/api-world.ts';

/** Every `$ref` in a value. */
const refsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '$ref' ? [String(inner)] : refsIn(inner),
  );
};

describe('openapi.json', () => {
  it('is there without a token, and describes every operation', async () => {
    const { status, body } = await apiWorld('clinics').call('GET', '/openapi.json');

    const operations = Object.values<Record<string, { readonly operationId: string }>>(
      body.paths,
    ).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect([status, body.openapi]).toEqual([200, '3.1.0']);
    expect(operations.toSorted()).toEqual(routes.map(({ operationId }) => operationId).toSorted());
    expect(new Set(operations).size).toBe(operations.length);
    expect(Object.keys(body.paths)).toContain('/api/v1/clinics/{tenantId}/communication/config');
  });

  it('refers to nothing that is not in it', async () => {
    const { body } = await apiWorld().call('GET', '/openapi.json');
    const refs = refsIn(body);

    expect(refs.length).toBeGreaterThan(10);
    for (const ref of refs) {
      const target = ref
        .slice(2)
        .split('/')
        .reduce((inner, name) => inner?.[name], body);
      expect([ref, typeof target]).toEqual([ref, 'object']);
    }
  });

  it('names every part of a path', async () => {
    const { body } = await apiWorld().call('GET', '/openapi.json');

    for (const [path, operations] of Object.entries<object>(body.paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(operations))
        expect(
          parameters
            .filter((parameter: { readonly in: string }) => parameter.in === 'path')
            .map(({ name }: { readonly name: string }) => name),
        ).toEqual(names);
    }
  });
});
