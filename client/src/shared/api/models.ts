/** The server's models, as the pages name them. Datetimes are RFC 3339 in UTC. */

export interface PersonCard {
  id: string;
  name: string;
  title: string | null;
  unit_id: string | null;
  unit_name: string | null;
}

export interface GrantView {
  role: string;
  unit_id: string;
  unit_name: string;
  valid_to: string | null;
}

export interface Me {
  id: string;
  name: string;
  login: string;
  email: string | null;
  language: 'vi' | 'en';
  title: string | null;
  unit: { id: string; name: string } | null;
  positions: {
    id: string;
    title: string;
    unit_id: string;
    unit_name: string;
    primary: boolean;
  }[];
  permissions: string[];
  grants: GrantView[];
  totp_enabled: boolean;
  password_change_required: boolean;
}

export interface DemoAccount {
  login: string;
  password: string;
  name: string;
  role: string;
  title: string;
}

export interface SessionInfo {
  me: Me | null;
  demo: boolean;
  demo_accounts: DemoAccount[];
  version: string;
}

export type MeetingStatus = 'scheduled' | 'live' | 'ended' | 'cancelled';
export type EntryPolicy = 'invited_direct' | 'unit_direct' | 'everyone_waits';
export type MeetingKind =
  | 'consulting'
  | 'solving'
  | 'professional'
  | 'briefing'
  | 'review'
  | 'thematic'
  | 'training'
  | 'coordination';
export type MemberRole = 'host' | 'cohost' | 'member';

export interface MeetingSummary {
  id: string;
  code: string;
  title: string;
  kind: MeetingKind | null;
  starts_at: string;
  ends_at: string;
  status: MeetingStatus;
  organiser: PersonCard;
  unit_id: string;
  unit_name: string;
  member_count: number;
  you: 'host' | 'member' | 'manager';
  live_count: number;
}

export interface GuestLink {
  id: string;
  label: string;
  created_by: PersonCard;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  single_use: boolean;
  direct: boolean;
  uses: number;
  /** Only in the answer that creates it. */
  url?: string | null;
}

export interface NewGuestLink {
  label: string;
  expires_at?: string;
  single_use?: boolean;
  direct?: boolean;
}

export type DeviceDirection = 'publish' | 'play';

export interface DeviceToken {
  id: string;
  label: string;
  direction: DeviceDirection;
  created_by: PersonCard;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  endpoint: string;
  /** Only in the answer that creates it. */
  token?: string | null;
}

export interface Meeting extends MeetingSummary {
  description: string;
  entry: EntryPolicy;
  chat_enabled: boolean;
  capacity: number;
  version: number;
  opens_at: string;
  cancel_reason: string | null;
  people: (PersonCard & { role: MemberRole })[];
  units: { id: string; name: string }[];
  guest_links: GuestLink[];
  rights: { manage: boolean; host: boolean };
  /** Codes of what the decision on meetings has to say about this one. */
  advice: string[];
}

export interface MeetingInput {
  title: string;
  starts_at: string;
  ends_at: string;
  description?: string;
  kind?: MeetingKind | null;
  unit_id?: string | null;
  people: string[];
  units: string[];
  entry: EntryPolicy;
  chat_enabled: boolean;
  capacity?: number;
}

export type MeetingChange = { version: number } & Partial<
  Omit<MeetingInput, 'people' | 'units' | 'unit_id'>
>;

export interface ChatLine {
  id: string;
  at: string;
  from: { id: string; name: string };
  text: string;
}

export interface Attendance {
  name: string;
  kind: 'member' | 'guest' | 'device';
  unit_name: string | null;
  joined_at: string;
  left_at: string | null;
  seconds: number;
}

export interface SessionRow {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string | null;
  user_agent: string | null;
  current: boolean;
}

export type Hierarchy = 'administrative' | 'professional';

export interface Unit {
  id: string;
  code: string;
  name: string;
  kind: string;
  subkind: string | null;
  parent_id: string | null;
  valid_from: string;
  valid_to: string | null;
  has_children: boolean;
  staff_count: number;
}

export type UnitFound = Unit & { path: string[] };

export interface UnitDetail extends UnitFound {
  edges: {
    hierarchy: Hierarchy;
    parent_id: string | null;
    parent_name: string | null;
    valid_from: string;
    valid_to: string | null;
  }[];
  names: { name: string; valid_from: string; valid_to: string | null }[];
  successors: { unit_id: string; name: string; share: string }[];
  closing_basis: string | null;
  heads: PersonCard[];
  rights: string[];
}

export interface Position {
  id: string;
  unit_id: string;
  unit_name: string;
  title: string;
  valid_from: string;
  valid_to: string | null;
  primary: boolean;
}

export interface Staff {
  id: string;
  login: string;
  name: string;
  email: string | null;
  active: boolean;
  positions: Position[];
}

export interface Role {
  role: string;
  permissions: string[];
}

export interface Grant {
  id: string;
  person: { id: string; name: string };
  role: string;
  unit: { id: string; name: string };
  valid_from: string;
  valid_to: string | null;
  delegated_by: { id: string; name: string } | null;
  basis: string;
}

export type DayKind = 'holiday' | 'day_off' | 'worked';

export interface CalendarDay {
  date: string;
  kind: DayKind;
  name: string;
  legal_source: string | null;
  overlay: boolean;
}

export interface AuditRow {
  id: string;
  at: string;
  actor: { id: string; name: string } | null;
  action: string;
  target: string;
  target_label?: string | null;
  unit: { id: string; name: string } | null;
  detail: Record<string, unknown>;
  address: string | null;
}
