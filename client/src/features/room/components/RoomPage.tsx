import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '@/shared/api';
import { ErrorState, LoadingSkeleton } from '@/shared/ui';
import { readConnection, readEntry } from '../api';
import { SessionContext, useStore } from '../hooks';
import type { LocalMedia } from '../local-media';
import { type Outcome, outcomeOfError } from '../protocol';
import { RoomSession } from '../room-session';
import { Lobby } from './Lobby';
import { OutcomePage } from './Outcome';
import { PageFrame } from './PageFrame';
import { PreJoin } from './PreJoin';
import { Room } from './Room';

/** The way into a meeting: what it is, one's devices, perhaps the lobby, the room, the way out. */
export function RoomPage() {
  const { code } = useParams({ strict: false }) as { code: string };
  const { t } = useTranslation('room');
  const [session, setSession] = useState<RoomSession | null>(null);
  const entry = useQuery({
    queryKey: ['room', 'entry', code],
    queryFn: ({ signal }) => readEntry(code, signal),
    retry: (count, error) => count < 2 && error instanceof ProblemError && error.status === 0,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const connection = useQuery({
    queryKey: ['room', 'connection'],
    queryFn: ({ signal }) => readConnection(signal),
    enabled: entry.isSuccess,
    staleTime: 10 * 60_000,
    retry: 1,
  });

  const { refetch } = entry;
  const again = useCallback(() => {
    setSession(null);
    void refetch();
  }, [refetch]);
  const join = (local: LocalMedia) => {
    // Without the list of relays most networks still reach the server directly.
    const visit = new RoomSession(code, connection.data?.ice_servers ?? [], local);
    setSession(visit);
    visit.start();
  };
  // A page that is left for another gives its seat up; one that is closed keeps it for a while.
  useEffect(() => () => void session?.leave(), [session]);

  if (session) {
    const guest = entry.data?.you.kind === 'guest';
    return (
      <SessionContext value={session}>
        <Visit title={entry.data?.title ?? ''} guest={guest} onAgain={again} session={session} />
      </SessionContext>
    );
  }
  if (entry.data && !entry.data.open) {
    const opensAt = Date.parse(entry.data.opens_at);
    const guest = entry.data.you.kind === 'guest';
    return <OutcomePage outcome={{ kind: 'not_open', opensAt }} guest={guest} onAgain={again} />;
  }
  if (entry.data) return <PreJoin key={entry.dataUpdatedAt} entry={entry.data} onJoin={join} />;
  if (entry.error) return <NoEntry error={entry.error} onAgain={again} />;
  return (
    <PageFrame title={t('prejoin.loading')}>
      <LoadingSkeleton rows={3} height={120} />
    </PageFrame>
  );
}

interface VisitProps {
  session: RoomSession;
  title: string;
  guest: boolean;
  onAgain: () => void;
}

function Visit({ session, title, guest, onAgain }: VisitProps) {
  const { stage, outcome } = useStore(session.state);
  if (stage === 'out' && outcome) {
    return <OutcomePage outcome={outcome} guest={guest} onAgain={onAgain} />;
  }
  return stage === 'in' ? <Room /> : <Lobby title={title} />;
}

function NoEntry({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const { t } = useTranslation('room');
  const navigate = useNavigate();
  const code = error instanceof ProblemError ? error.code : 'unknown';
  const signedOut = code === 'session.required';
  useEffect(() => {
    if (!signedOut) return;
    void navigate({
      to: '/dang-nhap',
      search: { next: window.location.pathname } as never,
      replace: true,
    });
  }, [signedOut, navigate]);

  const outcome: Outcome | null = outcomeOfError(code);
  if (signedOut) return null;
  if (outcome) return <OutcomePage outcome={outcome} guest={false} onAgain={onAgain} />;
  return (
    <PageFrame title={t('prejoin.loading')}>
      <ErrorState error={error} onRetry={onAgain} />
    </PageFrame>
  );
}
