"""What people do: one public function, one transaction, frozen dataclasses back."""
