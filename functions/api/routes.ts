import type { Route } from './http/route.ts';
import { communicationRoutes } from './routes/communication.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { emailCheckRoutes } from './routes/email-check.ts';
import { emailRoutes } from './routes/emails.ts';
import { messageSearchRoutes } from './routes/message-search.ts';
import { messageRoutes } from './routes/messages.ts';
import { ownSesRoutes } from './routes/own-ses.ts';
import { pauseRoutes } from './routes/pauses.ts';
import { reputationRoutes } from './routes/reputation.ts';
import { roleRoutes } from './routes/role.ts';
import { settingsRoutes } from './routes/settings.ts';
import { suppressionRoutes } from './routes/suppressions.ts';
import { tenantRoutes } from './routes/tenants.ts';
import { testEmailRoutes } from './routes/test-email.ts';
import { unassignedRoutes } from './routes/unassigned.ts';

/** Every operation of the API. */
export const routes: readonly Route[] = [
  ...communicationRoutes,
  ...ownSesRoutes,
  ...roleRoutes,
  ...testEmailRoutes,
  ...settingsRoutes,
  ...pauseRoutes,
  ...tenantRoutes,
  ...messageRoutes,
  ...messageSearchRoutes,
  ...deadLetterRoutes,
  ...unassignedRoutes,
  ...reputationRoutes,
  ...suppressionRoutes,
  ...emailRoutes,
  ...emailCheckRoutes,
];
