import type {
  Attendance,
  AuditRow,
  CalendarDay,
  ChatLine,
  DayKind,
  DeviceDirection,
  DeviceToken,
  Grant,
  GuestLink,
  Hierarchy,
  Me,
  Meeting,
  MeetingChange,
  MeetingInput,
  MeetingSummary,
  MemberRole,
  NewGuestLink,
  PersonCard,
  Role,
  SessionInfo,
  SessionRow,
  Staff,
  Unit,
  UnitDetail,
  UnitFound,
} from './models';

interface Listing<T> {
  items: T[];
  next: string | null;
}
interface Items<T> {
  items: T[];
}
type Code = { path: { code: string } };
type Id = { path: { id: string } };

interface Shape {
  query?: object;
  path?: object;
  body?: object;
}

type Parameters<S extends Shape> = {
  query?: S['query'];
  header?: never;
  cookie?: never;
} & (S extends {
  path: infer P;
}
  ? { path: P }
  : { path?: never });

type Body<S extends Shape> = S extends { body: infer B }
  ? { requestBody: { content: { 'application/json': B } } }
  : { requestBody?: never };

type Operation<Answer, S extends Shape = Shape> = Body<S> & {
  parameters: Parameters<S>;
  responses: {
    200: { headers: Record<string, unknown>; content: { 'application/json': Answer } };
  };
};

/** Written by hand until the server's own document is there. */
export interface paths {
  '/api/session': {
    get: Operation<SessionInfo>;
    post: Operation<Me, { body: { login: string; password: string; code?: string } }>;
    delete: Operation<undefined>;
  };
  '/api/me': {
    get: Operation<Me>;
    patch: Operation<Me, { body: { language?: 'vi' | 'en' } }>;
  };
  '/api/me/password': {
    put: Operation<undefined, { body: { current: string; new: string } }>;
  };
  '/api/me/sessions': {
    get: Operation<Items<SessionRow>>;
    delete: Operation<undefined>;
  };
  '/api/me/sessions/{id}': { delete: Operation<undefined, Id> };
  '/api/me/totp': {
    post: Operation<{ secret: string; uri: string; qr_svg: string }>;
    put: Operation<{ recovery_codes: string[] }, { body: { code: string } }>;
    delete: Operation<undefined, { body: { password: string } }>;
  };
  '/api/people': {
    get: Operation<Listing<PersonCard>, { query: { q?: string; unit?: string; limit?: number } }>;
  };
  '/api/units': {
    get: Operation<Items<Unit>, { query: { parent?: string; hierarchy?: Hierarchy; on?: string } }>;
    post: Operation<
      UnitDetail,
      {
        body: {
          code: string;
          name: string;
          kind: string;
          subkind?: string | null;
          parent_id: string | null;
          professional_parent_id?: string | null;
          valid_from: string;
        };
      }
    >;
  };
  '/api/units/search': {
    get: Operation<Items<UnitFound>, { query: { q: string; limit?: number } }>;
  };
  '/api/units/{id}': {
    get: Operation<UnitDetail, Id>;
    patch: Operation<UnitDetail, Id & { body: { name?: string; code?: string; on?: string } }>;
  };
  '/api/units/{id}/move': {
    post: Operation<
      UnitDetail,
      Id & { body: { hierarchy: Hierarchy; parent_id: string; on: string } }
    >;
  };
  '/api/units/{id}/close': {
    post: Operation<
      UnitDetail,
      Id & {
        body: { on: string; successors: { unit_id: string; share: string }[]; basis: string };
      }
    >;
  };
  '/api/staff': {
    get: Operation<
      Listing<Staff>,
      { query: { q?: string; unit?: string; active?: boolean; cursor?: string; limit?: number } }
    >;
    post: Operation<
      Staff & { temporary_password?: string },
      {
        body: {
          login: string;
          name: string;
          email?: string | null;
          unit_id?: string;
          title?: string;
        };
      }
    >;
  };
  '/api/staff/{id}': {
    get: Operation<Staff, Id>;
    patch: Operation<Staff, Id & { body: { name?: string; email?: string | null } }>;
  };
  '/api/staff/{id}/positions': {
    post: Operation<
      Staff,
      Id & {
        body: {
          unit_id: string;
          title: string;
          valid_from: string;
          valid_to?: string | null;
          primary: boolean;
        };
      }
    >;
  };
  '/api/staff/{id}/positions/{pid}': {
    patch: Operation<Staff, { path: { id: string; pid: string }; body: { valid_to: string } }>;
  };
  '/api/staff/{id}/password': { post: Operation<{ temporary_password: string }, Id> };
  '/api/staff/{id}/deactivate': { post: Operation<Staff, Id> };
  '/api/roles': { get: Operation<Items<Role>> };
  '/api/grants': {
    get: Operation<Listing<Grant>, { query: { person?: string; unit?: string; role?: string } }>;
    post: Operation<
      Grant,
      {
        body: {
          person_id: string;
          role: string;
          unit_id: string;
          valid_from: string;
          valid_to?: string | null;
          basis: string;
        };
      }
    >;
  };
  '/api/grants/{id}/end': { post: Operation<Grant, Id & { body: { on: string } }> };
  '/api/delegations': {
    post: Operation<
      Grant,
      {
        body: {
          to_person_id: string;
          unit_id: string;
          valid_from: string;
          valid_to: string;
          basis: string;
        };
      }
    >;
  };
  '/api/calendar': { get: Operation<{ days: CalendarDay[] }, { query: { year: number } }> };
  '/api/calendar/overlay/{date}': {
    put: Operation<
      CalendarDay,
      {
        path: { date: string };
        body: { kind: Exclude<DayKind, 'holiday'>; name: string; legal_source: string };
      }
    >;
    delete: Operation<undefined, { path: { date: string } }>;
  };
  '/api/audit': {
    get: Operation<
      Listing<AuditRow>,
      {
        query: {
          actor?: string;
          action?: string;
          target?: string;
          unit?: string;
          from?: string;
          to?: string;
          cursor?: string;
          limit?: number;
        };
      }
    >;
  };
  '/api/audit/actions': { get: Operation<Items<string>> };
  '/api/meetings': {
    get: Operation<
      Listing<MeetingSummary>,
      {
        query: {
          from?: string;
          to?: string;
          q?: string;
          order?: 'asc' | 'desc';
          cursor?: string;
          limit?: number;
        };
      }
    >;
    post: Operation<Meeting, { body: MeetingInput }>;
  };
  '/api/meetings/now': { post: Operation<Meeting, { body: { title?: string } }> };
  '/api/meetings/{code}': {
    get: Operation<Meeting, Code>;
    patch: Operation<Meeting, Code & { body: MeetingChange }>;
  };
  '/api/meetings/{code}/cancel': {
    post: Operation<Meeting, Code & { body: { reason: string } }>;
  };
  '/api/meetings/{code}/members': {
    post: Operation<
      Meeting,
      Code & { body: { people: string[]; units: string[]; role?: MemberRole } }
    >;
  };
  '/api/meetings/{code}/members/{person_id}': {
    delete: Operation<Meeting, { path: { code: string; person_id: string } }>;
  };
  '/api/meetings/{code}/guest-links': {
    get: Operation<Items<GuestLink>, Code>;
    post: Operation<GuestLink, Code & { body: NewGuestLink }>;
  };
  '/api/meetings/{code}/guest-links/{id}': {
    delete: Operation<undefined, { path: { code: string; id: string } }>;
  };
  '/api/meetings/{code}/device-tokens': {
    get: Operation<Items<DeviceToken>, Code>;
    post: Operation<
      DeviceToken,
      Code & { body: { label: string; direction: DeviceDirection; expires_at?: string } }
    >;
  };
  '/api/meetings/{code}/device-tokens/{id}': {
    delete: Operation<undefined, { path: { code: string; id: string } }>;
  };
  '/api/meetings/{code}/chat': {
    get: Operation<Listing<ChatLine>, Code & { query: { before?: string; limit?: number } }>;
  };
  '/api/meetings/{code}/attendance': { get: Operation<Items<Attendance>, Code> };
}
