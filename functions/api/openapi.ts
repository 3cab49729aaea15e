import * as z from 'zod/mini';
import { tenantIdForm } from '../../shared/tenants/names.ts';
import { idempotencyHeaderPattern } from './http/idempotency-key.ts';
import { pathOf } from './http/paths.ts';
import { problemSchema } from './http/problem-schema.ts';
import type { Route } from './http/route.ts';

export type Json = Readonly<Record<string, unknown>>;

/**
 * The description of the API, made of the routes themselves.
 *
 * @see https://spec.openapis.org/oas/v3.1.0
 */
export const describeApi = (routes: readonly Route[], noun: string): Json => {
  const components = new Map<string, unknown>();
  const schemaOf = (schema: z.core.$ZodType, io: 'input' | 'output'): Json =>
    inComponents(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), components);
  const paths = Map.groupBy(routes, (route) => documentedPath(route, noun));
  return {
    openapi: '3.1.0',
    info: {
      title: 'ses-pipeline',
      version: '1',
      description: 'Tenants of a ses-pipeline: settings, mail, suppressions. See docs/api.md.',
    },
    security: [{ token: [] }],
    paths: Object.fromEntries(
      [...paths].map(([path, all]) => [
        path,
        Object.fromEntries(all.map((route) => [route.method, operationOf(route, schemaOf)])),
      ]),
    ),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: {
        Problem: schemaOf(problemSchema, 'output'),
        ...Object.fromEntries(components),
      },
    },
  };
};

type SchemaOf = (schema: z.core.$ZodType, io: 'input' | 'output') => Json;

/** `/api/v1/clinics/{tenantId}/settings`. */
const documentedPath = (route: Route, noun: string): string =>
  pathOf(route, noun).replaceAll(/:(\w+)/g, '{$1}');

/** Moves definitions to where OpenAPI looks for them. */
const inComponents = (
  {
    $schema: _,
    $defs = {},
    ...schema
  }: Json & { readonly $defs?: Readonly<Record<string, object>> },
  components: Map<string, unknown>,
): Json => {
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        name === '$ref' && typeof inner === 'string'
          ? inner.replace('#/$defs/', '#/components/schemas/')
          : moved(inner),
      ]),
    );
  };
  for (const [name, definition] of Object.entries($defs))
    components.set(name, moved({ ...definition, id: undefined }));
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, moved(value)]));
};

const operationOf = (route: Route, schemaOf: SchemaOf): Json => ({
  operationId: route.operationId,
  tags: [route.tag],
  summary: route.summary,
  parameters: parametersOf(route, schemaOf),
  ...(route.method === 'get' || route.method === 'delete'
    ? {}
    : {
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: schemaOf(route.described ?? route.body, 'input') },
          },
        },
      }),
  responses: Object.fromEntries([
    ...Object.entries(route.answers).map(([status, { description, schema }]) => [
      status,
      Number(status) < 400
        ? { description, content: { 'application/json': { schema: schemaOf(schema, 'output') } } }
        : problemAnswer(description),
    ]),
    ...commonAnswers(route)
      .filter(([status]) => route.answers[status] === undefined)
      .map(([status, description]) => [status, problemAnswer(description)]),
  ]),
});

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const commonAnswers = ({ method }: Route): readonly (readonly [number, string])[] => [
  [400, 'The request is not valid; `errors` lists every fault.'],
  [401, 'There is no valid token.'],
  [403, 'The token does not allow it for this tenant.'],
  [404, 'There is nothing at this path.'],
  [405, 'The path takes other methods; `Allow` lists them.'],
  [409, 'It cannot be done as things stand.'],
  ...(method === 'get' || method === 'delete'
    ? []
    : ([
        [413, 'The body is too large.'],
        [415, 'The body is no JSON.'],
      ] as const)),
  [500, 'The API failed.'],
  [503, 'A service behind the API does not answer; send it again.'],
];

const parametersOf = (route: Route, schemaOf: SchemaOf): readonly Json[] => {
  const tenant = z.object({ tenantId: z.string().check(z.regex(tenantIdForm)) });
  const inPath = [
    ...(route.place === 'tenant' ? parametersIn('path', tenant, schemaOf) : []),
    ...parametersIn('path', route.pathNames, schemaOf),
  ];
  const header = {
    in: 'header',
    name: 'Idempotency-Key',
    description: 'Stands for the message id of a message without one.',
    schema: { type: 'string', pattern: idempotencyHeaderPattern },
  };
  return [
    ...inPath,
    ...parametersIn('query', route.query, schemaOf),
    ...(route.takesKey === true ? [header] : []),
  ];
};

const parametersIn = (
  place: 'path' | 'query',
  names: z.ZodMiniObject,
  schemaOf: SchemaOf,
): readonly Json[] =>
  Object.entries(names.shape).map(([name, schema]) => ({
    in: place,
    name,
    required: place === 'path' || !z.safeParse(schema, undefined).success,
    schema: schemaOf(schema, 'input'),
  }));
