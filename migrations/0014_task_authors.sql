-- Who asked for a task: told to those who reach that user.
ALTER TABLE agent_tasks ADD COLUMN created_by_user_uid TEXT;
