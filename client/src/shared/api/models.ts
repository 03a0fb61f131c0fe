import type { components } from './schema';

type Schemas = components['schemas'];

/** The server's models, as the pages name them. Datetimes are RFC 3339 in UTC. */
export type PersonCard = Schemas['PersonCardOut'];
export type Me = Schemas['Me'];
export type SessionInfo = Schemas['SessionState'];
export type DemoAccount = Schemas['DemoAccountOut'];
export type SessionRow = Schemas['OwnSession'];

export type MeetingSummary = Schemas['MeetingSummary'];
export type Meeting = Schemas['MeetingDetail'];
export type MeetingInput = Schemas['MeetingCreate'];
export type MeetingChange = Schemas['MeetingPatch'];
export type MeetingKind = Schemas['Kind'];
export type MeetingStatus = Schemas['Status'];
export type EntryPolicy = Schemas['EntryPolicy'];
export type MemberRole = Schemas['MeetingMember']['role'];
export type GuestLink = Schemas['GuestLinkOut'];
export type NewGuestLink = Schemas['GuestLinkCreate'];
export type DeviceToken = Schemas['DeviceTokenOut'];
export type DeviceDirection = Schemas['Direction'];
export type ChatLine = Schemas['ChatLineOut'];
export type Attendance = Schemas['AttendanceOut'];

export type Hierarchy = Schemas['Hierarchy'];
export type Unit = Schemas['UnitOut'];
export type UnitFound = Schemas['UnitFound'];
export type UnitDetail = Schemas['UnitDetail'];
export type UnitInput = Schemas['UnitNew'];
export type UnitKind = Schemas['UnitKind'];
export type CommuneKind = Schemas['CommuneKind'];

export type Staff = Schemas['StaffOut'];
export type StaffInput = Schemas['StaffNew'];
export type Position = Schemas['PositionOut'];
export type PositionInput = Schemas['PositionNew'];

export type Role = Schemas['RoleOut'];
export type RoleName = Role['role'];
export type Permission = Schemas['Permission'];
export type Grant = Schemas['GrantOut'];
export type GrantInput = Schemas['GrantNew'];
export type DelegationInput = Schemas['DelegationNew'];

export type CalendarDay = Schemas['CalendarDay'];
export type CalendarYear = Schemas['CalendarYear'];
export type DayKind = Schemas['DayKind'];
export type OverlayInput = Schemas['OverlayChange'];

export type AuditRow = Schemas['AuditOut'];
