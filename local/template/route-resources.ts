import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { nameInArn } from './name-in-arn.ts';
import { number } from './property-values.ts';
import { resourcesOfType } from './resources-of-type.ts';

/** A route of the HTTP API. */
export interface RouteResource {
  /** `POST /things/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  readonly functionName: string;
  readonly timeoutMs: number;
}

const routeProperties = z.object({ RouteKey: z.string(), Target: z.string() });
const integrationProperties = z.object({
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z._default(number, 30_000),
});

/** Routes that lead to an integration of the template. */
export const routeResources = (
  resources: readonly ResolvedResource[],
): readonly RouteResource[] => {
  const integrations: ReadonlyMap<string, z.infer<typeof integrationProperties>> = new Map(
    resourcesOfType(
      resources,
      'AWS::ApiGatewayV2::Integration',
      ({ ref, properties }) =>
        [`integrations/${ref}`, integrationProperties.parse(properties)] as const,
    ),
  );
  const readRoute = ({ properties }: ResolvedResource): readonly RouteResource[] => {
    const { RouteKey, Target } = routeProperties.parse(properties);
    const integration = integrations.get(Target);
    if (integration === undefined) return [];
    const functionName = nameInArn(integration.IntegrationUri);
    return [{ routeKey: RouteKey, functionName, timeoutMs: integration.TimeoutInMillis }];
  };
  return resourcesOfType(resources, 'AWS::ApiGatewayV2::Route', readRoute).flat();
};
