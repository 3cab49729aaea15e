import { Hono } from 'hono';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import { methodsByPath, pathOf } from './http/paths.ts';
import { failed, methodNotAllowed, noSuchPath } from './http/problem.ts';
import { problemResponse } from './http/response.ts';
import { serve } from './http/serve.ts';
import { describeApi, type Json } from './openapi.ts';
import type { ApiPorts } from './ports.ts';
import { routes } from './routes.ts';

/** What a deployment says of its API. */
export interface ApiSettings {
  /** Noun of the tenants in the paths: `tenants`, or `clinics`. */
  readonly noun: string;
}

/** The API: every route, its description, and an answer to everything else. */
export const createApp = (settings: ApiSettings, ports: ApiPorts): Hono => {
  const app = new Hono();
  let described: Json | undefined;
  // Made when it is first asked for: most containers never are.
  const description = (): Json => {
    described ??= describeApi(routes, settings.noun);
    return described;
  };
  app.get('/openapi.json', ({ json }) => json(description()));
  for (const route of routes)
    app.on(route.method.toUpperCase(), pathOf(route, settings.noun), ({ req }) =>
      serve(route, req, ports),
    );
  for (const [path, methods] of methodsByPath(routes, settings.noun))
    app.all(path, () => problemResponse(methodNotAllowed(methods.join(', '))));
  app.notFound(() => problemResponse(noSuchPath));
  app.onError((error) => {
    ports.log('error', 'The API failed at a request.', { cause: nameOfError(error) });
    return problemResponse(failed);
  });
  return app;
};
