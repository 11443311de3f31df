-- 三员分立: refuses a post that would make one person two administrators at a time, or an administrator and a worker.
CREATE OR REPLACE FUNCTION xinyong_duty(role text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN role IN ('system_admin', 'security_admin', 'audit_admin') THEN role ELSE 'business' END
$$;

CREATE OR REPLACE FUNCTION xinyong_administrators_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two posts given at once to one person wait for each other here.
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM accounts_post p
        WHERE p.user_id = NEW.user_id AND p.id IS DISTINCT FROM NEW.id
          AND xinyong_duty(p.role) <> xinyong_duty(NEW.role)
          AND daterange(p.valid_from, p.valid_to, '[]') && daterange(NEW.valid_from, NEW.valid_to, '[]')
    ) THEN
        RAISE EXCEPTION 'the three administrators are kept apart from each other and from the work of the platform'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'post_administrators_apart', TABLE = 'accounts_post';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER post_administrators_apart BEFORE INSERT OR UPDATE ON accounts_post
    FOR EACH ROW EXECUTE FUNCTION xinyong_administrators_apart();
