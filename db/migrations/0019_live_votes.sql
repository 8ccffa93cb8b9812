-- What others think of a comment changes what stands on the page, too: a vote is told as the comment itself is.
DROP TRIGGER live_comment ON comments;
--> statement-breakpoint
CREATE TRIGGER live_comment AFTER INSERT OR UPDATE OF content, upvotes, downvotes ON comments
  FOR EACH ROW EXECUTE FUNCTION live.commented();
