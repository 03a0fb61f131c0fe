interface InUnit {
  unit_name: string | null;
  /** From below the root to the own unit. */
  unit_path: readonly string[];
}

/** Where somebody works: "Sở Nội vụ › Phòng Tổ chức"; offices of one name stand in many units. */
export function unitText({ unit_name, unit_path }: InUnit): string {
  return unit_path.length > 0 ? unit_path.join(' › ') : (unit_name ?? '');
}
