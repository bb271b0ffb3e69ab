import {
  operationStateSchema,
  presenceSchema,
  type OperationState,
  type Session,
} from '@eyrie/contracts';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery } from '../api/queries.ts';
import { readAuditSearch } from '../audit/audit-search.ts';
import type { DeviceSearch } from '../devices/device-filter.tsx';
import { FleetPage } from '../fleet/fleet.page.tsx';
import { LogInPage } from '../session/log-in.page.tsx';
import { Shell } from '../shell/shell.tsx';
import { lazyPage } from './lazy-page.ts';
import { NotFoundPage, PageFailure } from './page-failure.tsx';

/** The first page comes with the shell; the others ahead of need (lazy-page.ts). */
const AccountPage = lazyPage(() => import('../account/account.page.tsx'), 'AccountPage');
const ApiKeysPage = lazyPage(() => import('../api-keys/api-keys.page.tsx'), 'ApiKeysPage');
const AnalyticsPage = lazyPage(() => import('../analytics/analytics.page.tsx'), 'AnalyticsPage');
const DataPage = lazyPage(() => import('../data/data.page.tsx'), 'DataPage');
const AuditPage = lazyPage(() => import('../audit/audit.page.tsx'), 'AuditPage');
const InvitationPage = lazyPage(() => import('../people/invitation.page.tsx'), 'InvitationPage');
const LoginProviderPage = lazyPage(
  () => import('../login-provider/login-provider.page.tsx'),
  'LoginProviderPage',
);
const ProviderCallbackPage = lazyPage(
  () => import('../session/provider-callback.page.tsx'),
  'ProviderCallbackPage',
);
const ForgottenPasswordPage = lazyPage(
  () => import('../session/forgotten-password.page.tsx'),
  'ForgottenPasswordPage',
);
const PasswordResetPage = lazyPage(
  () => import('../session/password-reset.page.tsx'),
  'PasswordResetPage',
);
const PeoplePage = lazyPage(() => import('../people/people.page.tsx'), 'PeoplePage');
const CameraPage = lazyPage(() => import('../cameras/camera.page.tsx'), 'CameraPage');
const NewCameraPage = lazyPage(() => import('../camera-form/new-camera.page.tsx'), 'NewCameraPage');
const ConfigurationPage = lazyPage(
  () => import('../configuration/configuration.page.tsx'),
  'ConfigurationPage',
);
const DevicePage = lazyPage(() => import('../devices/device.page.tsx'), 'DevicePage');
const DevicesPage = lazyPage(() => import('../devices/devices.page.tsx'), 'DevicesPage');
const OperationPage = lazyPage(() => import('../operations/operation.page.tsx'), 'OperationPage');
const OperationsPage = lazyPage(
  () => import('../operations/operations.page.tsx'),
  'OperationsPage',
);
const SitePage = lazyPage(() => import('../sites/site.page.tsx'), 'SitePage');
const SitesPage = lazyPage(() => import('../sites/sites.page.tsx'), 'SitesPage');
const TimelapsePage = lazyPage(() => import('../timelapses/timelapse.page.tsx'), 'TimelapsePage');
const TimelapsesPage = lazyPage(
  () => import('../timelapses/timelapses.page.tsx'),
  'TimelapsesPage',
);

/** Who is logged in, asked of the cloud only once. */
function knownSession(cache: QueryClient): Promise<Session | null> {
  return cache.query({ ...sessionQuery, staleTime: 'static' });
}

const root = createRootRouteWithContext<{ cache: QueryClient }>()({
  component: Outlet,
  errorComponent: PageFailure,
  notFoundComponent: NotFoundPage,
});

const logIn = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: LogInPage,
  beforeLoad: async ({ context }) => {
    if (await knownSession(context.cache)) redirect({ to: '/', throw: true });
  },
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: InvitationPage,
});

const forgottenPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgotten-password',
  component: ForgottenPasswordPage,
});
const passwordReset = createRoute({
  getParentRoute: () => root,
  path: '/password-reset',
  component: PasswordResetPage,
});

const providerCallback = createRoute({
  getParentRoute: () => root,
  path: '/login/callback/$providerId',
  component: () => <ProviderCallbackPage providerId={providerCallback.useParams().providerId} />,
});

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Inside,
  beforeLoad: async ({ context }) => {
    const session = await knownSession(context.cache);
    // The router catches this; it is how a guard sends somebody elsewhere.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (!session) throw redirect({ to: '/login' });
    return { session };
  },
});

function Inside() {
  return <Shell session={inside.useRouteContext().session} />;
}

const under = { getParentRoute: () => inside } as const;
const fleet = createRoute({ ...under, path: '/', component: FleetPage });
const sites = createRoute({ ...under, path: '/sites', component: SitesPage });
const site = createRoute({
  ...under,
  path: '/sites/$siteId',
  component: () => <SitePage siteId={site.useParams().siteId} />,
});
const devices = createRoute({
  ...under,
  path: '/devices',
  validateSearch: (search: Record<string, unknown>): Partial<DeviceSearch> => ({
    q: typeof search['q'] === 'string' && search['q'] !== '' ? search['q'] : undefined,
    site: typeof search['site'] === 'string' ? search['site'] : undefined,
    state: presenceSchema.safeParse(search['state']).data,
  }),
  component: () => {
    const { q, site: siteId, state } = devices.useSearch();
    return <DevicesPage q={q} site={siteId} state={state} />;
  },
});
const device = createRoute({
  ...under,
  path: '/devices/$deviceId',
  component: () => <DevicePage deviceId={device.useParams().deviceId} />,
});
const camera = createRoute({
  ...under,
  path: '/cameras/$cameraId',
  validateSearch: (search: Record<string, unknown>): { first?: boolean | undefined } => ({
    first: search['first'] === true ? true : undefined,
  }),
  component: () => (
    <CameraPage
      key={camera.useParams().cameraId}
      cameraId={camera.useParams().cameraId}
      isFirst={camera.useSearch().first ?? false}
    />
  ),
});
const newCamera = createRoute({
  ...under,
  path: '/cameras/new',
  validateSearch: (
    search: Record<string, unknown>,
  ): { site?: string | undefined; worker?: string | undefined } => ({
    site: typeof search['site'] === 'string' ? search['site'] : undefined,
    worker: typeof search['worker'] === 'string' ? search['worker'] : undefined,
  }),
  component: () => {
    const { site: siteId, worker } = newCamera.useSearch();
    return <NewCameraPage siteId={siteId} workerId={worker} />;
  },
});
const ownConfiguration = createRoute({
  ...under,
  path: '/configuration',
  beforeLoad: ({ context }) => {
    const targetId = context.session.organisation.id;
    redirect({ to: '/configuration/$targetId', params: { targetId }, throw: true });
  },
});
const configuration = createRoute({
  ...under,
  path: '/configuration/$targetId',
  component: () => (
    <ConfigurationPage
      targetId={configuration.useParams().targetId}
      session={configuration.useRouteContext().session}
    />
  ),
});
const timelapses = createRoute({ ...under, path: '/timelapses', component: TimelapsesPage });
const timelapse = createRoute({
  ...under,
  path: '/timelapses/$timelapseId',
  component: () => <TimelapsePage timelapseId={timelapse.useParams().timelapseId} />,
});

const operations = createRoute({
  ...under,
  path: '/operations',
  validateSearch: (search: Record<string, unknown>): { state?: OperationState | undefined } => ({
    state: operationStateSchema.safeParse(search['state']).data,
  }),
  component: () => <OperationsPage state={operations.useSearch().state} />,
});
const operation = createRoute({
  ...under,
  path: '/operations/$operationId',
  component: () => <OperationPage operationId={operation.useParams().operationId} />,
});
const account = createRoute({ ...under, path: '/account', component: AccountPage });
const people = createRoute({ ...under, path: '/people', component: PeoplePage });
const apiKeys = createRoute({ ...under, path: '/api-keys', component: ApiKeysPage });
const loginProvider = createRoute({
  ...under,
  path: '/login-provider',
  component: LoginProviderPage,
});
const data = createRoute({ ...under, path: '/data', component: DataPage });
const analytics = createRoute({ ...under, path: '/analytics', component: AnalyticsPage });
const audit = createRoute({
  ...under,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: () => <AuditPage search={audit.useSearch()} />,
});

const routeTree = root.addChildren([
  logIn,
  invitation,
  forgottenPassword,
  passwordReset,
  providerCallback,
  inside.addChildren([
    account,
    people,
    apiKeys,
    loginProvider,
    audit,
    data,
    analytics,
    fleet,
    sites,
    site,
    devices,
    device,
    camera,
    newCamera,
    timelapses,
    timelapse,
    operations,
    operation,
    ownConfiguration,
    configuration,
  ]),
]);

export function createAppRouter(cache: QueryClient) {
  return createRouter({
    routeTree,
    context: { cache },
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
