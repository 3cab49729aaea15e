import type { Route } from './http/route.ts';
import { communicationRoutes } from './routes/communication.ts';
import { emailRoutes } from './routes/emails.ts';
import { messageRoutes } from './routes/messages.ts';
import { pauseRoutes } from './routes/pauses.ts';
import { settingsRoutes } from './routes/settings.ts';
import { suppressionRoutes } from './routes/suppressions.ts';

/** Every operation of the API. */
export const routes: readonly Route[] = [
  ...communicationRoutes,
  ...settingsRoutes,
  ...pauseRoutes,
  ...messageRoutes,
  ...suppressionRoutes,
  ...emailRoutes,
];
