import type { ControlState } from '../control-plane/control-state.ts';
import { startLambdaApi } from '../lambda/lambda-api.ts';
import type { StackResources } from '../template/stack-resources.ts';
import type { EventSourceMapping } from '../triggers/event-source-mapping.ts';
import {
  type HttpApi,
  type HttpApiOptions,
  type HttpRoute,
  startHttpApi,
} from '../triggers/http-api.ts';
import type { StackContext } from './stack-context.ts';

/**
 * Lambda's API and the HTTP API. They listen before they have anything to serve: the functions need
 * the URLs, but are themselves what the APIs serve.
 */
export interface StackApis {
  readonly lambdaUrl: string;
  /** Undefined when the template has no route. */
  readonly httpUrl: string | undefined;
  /** Lets the HTTP API be reached by TLS, too; resolves to the URL. */
  readonly serveTls: (tls: NonNullable<HttpApiOptions['tls']>) => Promise<string>;
  /** Lets the APIs serve these mappings and routes. */
  readonly serve: (mappings: readonly EventSourceMapping[], routes: readonly HttpRoute[]) => void;
}

/** Starts both APIs, with nothing to serve yet. */
export const startApis = async (
  { ports, reach, accountId, teardown }: StackContext,
  resources: StackResources,
  control: Pick<ControlState, 'functions' | 'denied'>,
): Promise<StackApis> => {
  let mappings: readonly EventSourceMapping[] = [];
  let routes: readonly HttpRoute[] = [];
  const lambda = await startLambdaApi(() => mappings, ports.lambda ?? 0, reach, control);
  teardown.add(lambda.close);
  const listen = async (more: Pick<HttpApiOptions, 'port' | 'tls'>): Promise<HttpApi> => {
    const api = await startHttpApi({
      ...{ routes: () => routes, accountId, reach, now: Date.now },
      ...more,
    });
    teardown.add(api.close);
    return api;
  };
  const http = resources.routes.length === 0 ? undefined : await listen({ port: ports.api ?? 0 });
  return {
    lambdaUrl: lambda.url,
    httpUrl: http?.url,
    serveTls: async (tls) => (await listen({ port: ports.apiTls ?? 0, tls })).url,
    serve: (newMappings, newRoutes) => {
      mappings = newMappings;
      routes = newRoutes;
    },
  };
};
