import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { loadSession, signOutLocally } from '@/features/session';
import { whenSessionIsLost } from '@/shared/api';
import { wantPageFocus } from '@/shared/ui/pageFocus';
import { PageError } from './PageError';
import { PageNotFound } from './PageNotFound';
import { PagePending } from './PagePending';
import { queryClient } from './queryClient';

const root = createRootRouteWithContext()({ component: Outlet, notFoundComponent: PageNotFound });

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/dang-nhap',
  validateSearch: (search): { next?: string } => {
    const next = text(search.next);
    // Only a path of this site: `//host` would lead away.
    return next && /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  component: lazyRouteComponent(
    () => import('@/features/session/components/SignInPage'),
    'SignInPage',
  ),
});

const room = createRoute({
  getParentRoute: () => root,
  path: '/hop/$code/phong',
  component: lazyRouteComponent(() => import('@/features/room'), 'RoomPage'),
});

const guest = createRoute({
  getParentRoute: () => root,
  path: '/khach',
  component: lazyRouteComponent(() => import('@/features/room'), 'GuestEntryPage'),
});

const connection = createRoute({
  getParentRoute: () => root,
  path: '/kiem-tra-ket-noi',
  component: lazyRouteComponent(() => import('@/features/connection-test'), 'ConnectionTestPage'),
});

/** Everything inside the shell asks for a signed-in person first. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: lazyRouteComponent(() => import('./shell/Shell'), 'Shell'),
  beforeLoad: async ({ location }) => {
    const { me } = await loadSession(queryClient);
    if (!me) throw redirect({ to: '/dang-nhap', search: { next: location.href } });
    // With a temporary password the server allows nothing but to change it.
    if (me.password_change_required && location.pathname !== '/ho-so') {
      throw redirect({ to: '/ho-so', search: { muc: 'bao-mat' } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/home/components/HomePage'), 'HomePage'),
});

const oneOf =
  <T extends string>(...values: T[]) =>
  (value: unknown): T | undefined =>
    values.find((candidate) => candidate === value);

const meetingList = createRoute({
  getParentRoute: () => shell,
  path: '/hop',
  validateSearch: (search): { loc?: 'da-qua' | 'tat-ca'; q?: string } => ({
    loc: oneOf('da-qua', 'tat-ca')(search.loc),
    q: text(search.q),
  }),
  component: lazyRouteComponent(
    () => import('@/features/meetings/components/MeetingsPage'),
    'MeetingsPage',
  ),
});

const newMeeting = createRoute({
  getParentRoute: () => shell,
  path: '/hop/moi',
  component: lazyRouteComponent(
    () => import('@/features/meetings/components/NewMeetingPage'),
    'NewMeetingPage',
  ),
});

const meeting = createRoute({
  getParentRoute: () => shell,
  path: '/hop/$code',
  validateSearch: (search): { muc?: string } => ({ muc: text(search.muc) }),
  component: lazyRouteComponent(
    () => import('@/features/meetings/components/MeetingPage'),
    'MeetingPage',
  ),
});

const editMeeting = createRoute({
  getParentRoute: () => shell,
  path: '/hop/$code/sua',
  component: lazyRouteComponent(
    () => import('@/features/meetings/components/EditMeetingPage'),
    'EditMeetingPage',
  ),
});

const profile = createRoute({
  getParentRoute: () => shell,
  path: '/ho-so',
  validateSearch: (search): { muc?: string } => ({ muc: text(search.muc) }),
  component: lazyRouteComponent(
    () => import('@/features/profile/components/ProfilePage'),
    'ProfilePage',
  ),
});

const admin = createRoute({
  getParentRoute: () => shell,
  path: '/quan-tri',
  component: lazyRouteComponent(() => import('@/features/admin/components/AdminPage'), 'AdminPage'),
});

const units = createRoute({
  getParentRoute: () => shell,
  path: '/quan-tri/don-vi',
  validateSearch: (search): { don_vi?: string; ngay?: string; tuyen?: 'chuyen-mon' } => ({
    don_vi: text(search.don_vi),
    ngay: text(search.ngay),
    tuyen: oneOf('chuyen-mon')(search.tuyen),
  }),
  component: lazyRouteComponent(
    () => import('@/features/admin/components/units/UnitsPage'),
    'UnitsPage',
  ),
});

const staff = createRoute({
  getParentRoute: () => shell,
  path: '/quan-tri/nhan-su',
  validateSearch: (search): { nguoi?: string } => ({ nguoi: text(search.nguoi) }),
  component: lazyRouteComponent(
    () => import('@/features/admin/components/staff/StaffPage'),
    'StaffPage',
  ),
});

const roles = createRoute({
  getParentRoute: () => shell,
  path: '/quan-tri/vai-tro',
  validateSearch: (search): { muc?: 'vai-tro' } => ({ muc: oneOf('vai-tro')(search.muc) }),
  component: lazyRouteComponent(
    () => import('@/features/admin/components/roles/RolesPage'),
    'RolesPage',
  ),
});

const calendar = createRoute({
  getParentRoute: () => shell,
  path: '/quan-tri/lich',
  validateSearch: (search): { nam?: number } => ({
    nam: Number.isInteger(search.nam) ? (search.nam as number) : undefined,
  }),
  component: lazyRouteComponent(
    () => import('@/features/admin/components/calendar/CalendarPage'),
    'CalendarPage',
  ),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/quan-tri/nhat-ky',
  component: lazyRouteComponent(
    () => import('@/features/admin/components/audit/AuditPage'),
    'AuditPage',
  ),
});

const routeTree = root.addChildren([
  signIn,
  room,
  guest,
  connection,
  shell.addChildren([
    home,
    meetingList,
    newMeeting,
    meeting,
    editMeeting,
    profile,
    admin,
    units,
    staff,
    roles,
    calendar,
    audit,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: PageNotFound,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 150,
  // By default a skeleton, once shown, would keep a page that is ready back for half a second.
  defaultPendingMinMs: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

router.subscribe('onBeforeNavigate', ({ pathChanged, fromLocation }) => {
  if (pathChanged && fromLocation) wantPageFocus();
});

whenSessionIsLost(() => {
  signOutLocally(queryClient);
  const { href, pathname } = router.state.location;
  if (pathname === '/dang-nhap') return;
  void router.navigate({ to: '/dang-nhap', search: { next: href } });
});
