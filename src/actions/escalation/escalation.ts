/** Working days without an update after which an action is taken further, by whom it is taken to. */
export const settingNames = ['silent_days_team_manager', 'silent_days_head_of_service', 'silent_days_director'] as const;
export type SettingName = (typeof settingNames)[number];
