import { Alert, Anchor, Button, Container, Group, Loader, Paper, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
  IconCopy,
  IconRefresh,
} from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/shared/i18n';
import { announce, PageHeader, toast } from '@/shared/ui';
import { runTest } from '../run';
import {
  type Figures,
  freshSteps,
  reportText,
  type Step,
  type StepName,
  STEPS,
  type StepState,
  type Steps,
  verdictOf,
} from '../steps';

const COLOURS = { good: 'green', fair: 'orange', bad: 'red' } as const;

export function ConnectionTestPage() {
  const { t } = useTranslation('connection-test');
  const { steps, running, started, start } = useTest();
  const verdict = started && !running ? verdictOf(steps) : null;

  useEffect(() => {
    if (verdict) announce(t(`verdict.${verdict}.title`));
  }, [verdict, t]);

  return (
    <Container component="main" size="sm" py="lg">
      <PageHeader
        title={t('title')}
        description={t('text')}
        above={
          <Anchor href="/" size="sm">
            {t('home')}
          </Anchor>
        }
      />
      <Stack>
        <Group>
          <Button
            size="md"
            onClick={start}
            loading={running}
            leftSection={started ? <IconRefresh size={18} aria-hidden /> : null}
          >
            {t(started ? 'again' : 'start')}
          </Button>
          {verdict && <CopyReport steps={steps} />}
        </Group>
        {verdict && (
          <Alert
            color={COLOURS[verdict]}
            title={t(`verdict.${verdict}.title`)}
            data-verdict={verdict}
            styles={{ title: { color: 'var(--mantine-color-text)' } }}
          >
            {t(`verdict.${verdict}.text`)}
          </Alert>
        )}
        <Paper withBorder p="md" radius="md">
          <Stack component="ol" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
            {STEPS.map((name) => (
              <StepRow key={name} name={name} step={steps[name]} />
            ))}
          </Stack>
        </Paper>
        <Text size="sm" c="dimmed">
          {t('privacy')}
        </Text>
      </Stack>
    </Container>
  );
}

function useTest() {
  const [steps, setSteps] = useState<Steps>(freshSteps);
  const [turn, setTurn] = useState(0);
  const [running, setRunning] = useState(false);
  useEffect(() => {
    if (turn === 0) return;
    let aborted = false;
    const tell = (name: StepName, step: Step) => setSteps((all) => ({ ...all, [name]: step }));
    void runTest(tell, () => aborted).finally(() => {
      if (!aborted) setRunning(false);
    });
    return () => {
      aborted = true;
    };
  }, [turn]);
  const start = useCallback(() => {
    setSteps(freshSteps());
    setRunning(true);
    setTurn((before) => before + 1);
  }, []);
  return { steps, running, started: turn > 0, start };
}

const GLYPHS = {
  waiting: [IconCircleDashed, 'var(--mantine-color-dimmed)'],
  good: [IconCircleCheck, 'light-dark(#1b7a4b, #5ad1a0)'],
  fair: [IconAlertTriangle, 'light-dark(#9a5b00, #ffb74d)'],
  bad: [IconCircleX, 'var(--mantine-color-error)'],
  skipped: [IconCircleMinus, 'var(--mantine-color-dimmed)'],
} as const;

function Sign({ state }: { state: StepState }) {
  const { t } = useTranslation('connection-test');
  if (state === 'running') return <Loader size={22} type="oval" aria-label={t('state.running')} />;
  const [Glyph, colour] = GLYPHS[state];
  return (
    <Glyph
      size={24}
      color={colour}
      role="img"
      aria-label={t(`state.${state}`)}
      style={{ flex: 'none' }}
    />
  );
}

function StepRow({ name, step }: { name: StepName; step: Step }) {
  const { t } = useTranslation('connection-test');
  const figures = useFigures(step.figures);
  return (
    <Group
      component="li"
      align="flex-start"
      gap="sm"
      wrap="nowrap"
      data-step={name}
      data-state={step.state}
    >
      <Sign state={step.state} />
      <div style={{ minWidth: 0 }}>
        <Text fw={600}>{t(`${name}.title`)}</Text>
        <Text size="sm" c="dimmed">
          {figures.length > 0 ? figures.join(' · ') : t(`${name}.text`)}
        </Text>
        {step.reason && (
          <Text size="sm" mt={4}>
            {t(`${name}.reason.${step.reason}`, { defaultValue: t('reason.other') })}
          </Text>
        )}
      </div>
    </Group>
  );
}

function useFigures({ rttMs, jitterMs, loss, path, device }: Figures): string[] {
  const { t } = useTranslation('connection-test');
  return [
    device,
    path === undefined ? undefined : t(`figure.path.${path}`),
    rttMs === undefined ? undefined : t('figure.rtt', { value: formatNumber(rttMs) }),
    loss === undefined
      ? undefined
      : t('figure.loss', {
          value: formatNumber(loss, { style: 'percent', maximumFractionDigits: 1 }),
        }),
    jitterMs === undefined ? undefined : t('figure.jitter', { value: formatNumber(jitterMs) }),
  ].filter((text) => text !== undefined);
}

function CopyReport({ steps }: { steps: Steps }) {
  const { t } = useTranslation('connection-test');
  const copy = async () => {
    const connection = (navigator as Navigator & { connection?: { effectiveType?: string } })
      .connection;
    const text = reportText(steps, {
      at: new Date().toISOString(),
      page: window.location.origin,
      browser: navigator.userAgent,
      screen: `${window.innerWidth}x${window.innerHeight}@${window.devicePixelRatio}`,
      network: connection?.effectiveType ?? '-',
    });
    await navigator.clipboard.writeText(text);
    toast(t('copied'));
  };
  return (
    <Button
      size="md"
      variant="default"
      leftSection={<IconCopy size={18} aria-hidden />}
      onClick={() => void copy()}
    >
      {t('copy')}
    </Button>
  );
}
